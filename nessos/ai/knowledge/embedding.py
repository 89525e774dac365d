"""An embedder of the house's own: words, notions and letters, weighed by how rare they are here, hashed into a vector.

It needs no download and no account. What it learns from the house's texts, how many pieces hold each word, belongs to
the space that its vectors are in.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from nessos.ai.knowledge.analysing import FAINT, stems_of
from nessos.ai.knowledge.columns import DIMENSIONS
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.ranking import grams_of

#: What a mark of each kind counts beside a word's one.
_NOTION, _LETTERS, _FAINTLY = 1.5, 0.5, 0.3
#: Each mark goes to this many places, with a sign of its own: what collides in one place does not in the other.
_PLACES = 2


@dataclass(frozen=True, kw_only=True)
class Weights:
    learned_from: int = 0
    holding: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, mark: str) -> float:
        rarity = math.log((self.learned_from + 2) / (self.holding.get(mark, 0) + 1)) + 0.2
        return rarity * (_FAINTLY if mark in FAINT else 1)


def marks_of(text: str) -> list[str]:
    """Stems, numbers and notions of a text: what is stored for the full text, and what is asked for in it."""
    stems = stems_of(text)
    return [*stems, *sorted(lexicon_read().notions_of(stems))]


def embed(marks: Sequence[str], weights: Weights) -> list[float]:
    """The vector of a text by its marks; of length one, or all zeros for a text that says nothing."""
    vector = [0.0] * DIMENSIONS
    for mark, count in Counter(marks).items():
        weight = (1 + math.log(count)) * weights.rarity(mark)
        if mark.startswith("~"):
            _put(vector, mark, weight * _NOTION)
            continue
        _put(vector, mark, weight)
        grams = grams_of(mark)
        for gram in grams:
            _put(vector, gram, weight * _LETTERS / math.sqrt(len(grams)))
    norm = math.sqrt(sum(value * value for value in vector))
    return [value / norm for value in vector] if norm else vector


@cache
def embedder_name() -> str:
    """Changes with whatever decides what a text becomes: then the house is indexed anew."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for name in ("lexicon.txt", "analysing.py", "stemming.py", "embedding.py"):
        digest.update(here.joinpath(name).read_bytes())
    return f"offline {digest.hexdigest()[:12]}"


def _put(vector: list[float], mark: str, weight: float) -> None:
    for place, sign in _places_of(mark):
        vector[place] += sign * weight


@lru_cache(maxsize=200_000)
def _places_of(mark: str) -> tuple[tuple[int, int], ...]:
    digest = hashlib.blake2b(mark.encode(), digest_size=4 * _PLACES).digest()
    numbers = [int.from_bytes(digest[at : at + 4]) for at in range(0, len(digest), 4)]
    return tuple((number % DIMENSIONS, 1 if number >> 31 else -1) for number in numbers)
