"""Who of several is asked first: by weight, and always the same for the same subject. Pure, but for the house's key."""

import math
from collections.abc import Iterable
from uuid import UUID

from django.utils.crypto import salted_hmac

_SALT = "nessos.ai.split"
_WHOLE = float(2**64 + 1)


def split_order(weights: Iterable[tuple[UUID, int]], *, agent: str, subject: str) -> list[UUID]:
    """The ids of ``(id, weight)``, the one to ask first in front; the others stand in for it in this order.

    Each is given a number of its own for the subject, so that another weight, or one more to choose from, moves only
    those subjects that it has to move.
    """
    drawn = {found: _draw(f"{agent}\n{found}\n{subject}", weight) for found, weight in weights}
    return sorted(drawn, key=lambda found: (drawn[found], found))


def _draw(text: str, weight: int) -> float:
    """Exponentially distributed by the weight: the smallest of several is this one's as often as its share says."""
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    chance = (int.from_bytes(digest[:8], "big") + 1) / _WHOLE
    return -math.log(chance) / weight
