"""What the simplest means would do: BM25 and TF-IDF over the same stems, without lexicon and without letters."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from nessos.ai.knowledge.analysing import stems_of

_K, _B = 1.2, 0.75


class Baseline(Protocol):
    def scores(self, question: str) -> list[float]:
        """One for each text, in their order."""


class Bm25:
    def __init__(self, texts: Sequence[str]) -> None:
        self._counts = [Counter(stems_of(text)) for text in texts]
        self._holding = Counter(stem for counts in self._counts for stem in counts)
        self._average = sum(counts.total() for counts in self._counts) / len(texts)

    def scores(self, question: str) -> list[float]:
        return [sum(self._weigh(stem, counts) for stem in set(stems_of(question))) for counts in self._counts]

    def _weigh(self, stem: str, counts: Counter[str]) -> float:
        holding = self._holding[stem]
        rarity = math.log(1 + (len(self._counts) - holding + 0.5) / (holding + 0.5))
        crowd = _K * (1 - _B + _B * counts.total() / self._average)
        return rarity * counts[stem] * (_K + 1) / (counts[stem] + crowd)


class TfIdf:
    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(stems_of(text)) for text in texts]
        self._count = len(texts)
        self._holding = Counter(stem for each in counts for stem in each)
        self._vectors = [self._weigh(each) for each in counts]

    def scores(self, question: str) -> list[float]:
        asked = self._weigh(Counter(stems_of(question)))
        return [
            sum(weight * vector.get(stem, 0.0) for stem, weight in asked.items()) for vector in self._vectors
        ]

    def _weigh(self, counts: Counter[str]) -> dict[str, float]:
        vector = {
            stem: count * (math.log((1 + self._count) / (1 + self._holding[stem])) + 1)
            for stem, count in counts.items()
        }
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {stem: weight / norm for stem, weight in vector.items()}
