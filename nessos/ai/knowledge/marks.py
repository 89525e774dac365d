"""What a mark of a text counts, a mark being a word's stem, a notion or a group of letters."""

import math

from nessos.ai.knowledge.analysing import FAINT

_FAINTLY = 0.3


def rarity_of(holding: int, count: int) -> float:
    """BM25's: the fewer of the texts hold it, the more it tells."""
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def faint_weigh(stem: str) -> float:
    return _FAINTLY if stem in FAINT else 1.0
