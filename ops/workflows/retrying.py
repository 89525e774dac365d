"""When a failed step is tried again. Pure."""

import random
from datetime import timedelta

LONGEST = 3600.0
JITTER = 0.1


def pause_after(attempt: int, base: float, chance: float | None = None) -> timedelta:
    """Doubles with each attempt; a little more by chance, so that what failed together does not come back together."""
    share = random.random() if chance is None else chance  # noqa: S311
    return timedelta(seconds=min(LONGEST, base * 2.0 ** min(attempt - 1, 60) * (1 + JITTER * share)))
