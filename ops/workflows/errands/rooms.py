"""How much a worker takes upon itself."""

from collections import Counter
from collections.abc import Iterable

from ops.workflows.errands.claiming import Given
from ops.workflows.errands.performers import performers

#: How many errands a worker performs at once, and how many of them may be of one name: a slow vendor leaves the others
#: their share.
SLOTS = 8
SLOTS_EACH = 4


def rooms_find(held: Iterable[Given]) -> dict[tuple[str, str], int]:
    """For every name that this program knows: how many more of it."""
    taken = Counter((given.kind, given.name) for given in held)
    return {name: SLOTS_EACH - taken[name] for name in names_known() if taken[name] < SLOTS_EACH}


def names_known() -> list[tuple[str, str]]:
    return [(kind, name) for kind in performers.names() for name in performers[kind].offers.names()]
