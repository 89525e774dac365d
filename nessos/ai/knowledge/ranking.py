"""Which of a few hundred texts a question is about, worked out in memory: words, notions and letters together.

Three views, each a share of what a perfect answer would reach, so that their sum says how sure it is: BM25F over
stems, BM25F over the lexicon's notions, and the likeness of the words' letters, which bears mistyped ones.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from nessos.ai.knowledge.analysing import FAINT, stems_of
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.spelling import Speller

K = TypeVar("K")
#: BM25's constants: how soon repeating a word stops helping, and how much a long text is held against it.
_K, _B = 2.5, 0.6
#: What each view counts; tuned on the open half of the evaluation's set, in steps of a twentieth.
WORDS, NOTIONS, LETTERS = 0.3, 0.5, 0.2
_GRAMS = (3, 4, 5)
_FAINTLY = 0.3
#: The weight that a mark of the question has at most.
_MOST = 2.0


@dataclass(frozen=True, kw_only=True)
class View:
    """One text, or one question, as it is compared."""

    words: Counter[str]
    notions: Counter[str]
    grams: Counter[str]

    @classmethod
    def of(cls, parts: Iterable[tuple[str, float]], spell: Callable[[str], str] = str) -> "View":
        """Of parts with their weights: a word of a title says more than one somewhere in the text."""
        words: Counter[str] = Counter()
        notions: Counter[str] = Counter()
        grams: Counter[str] = Counter()
        for text, weight in parts:
            stems = [spell(stem) for stem in stems_of(text)]
            counts = Counter(stems)
            _add(words, counts, weight)
            _add(notions, lexicon_read().notions_of(stems), weight)
            for stem, count in counts.items():
                _add(grams, Counter(grams_of(stem)), weight * count * faint_weigh(stem))
        return cls(words=words, notions=notions, grams=grams)


@dataclass(frozen=True, kw_only=True)
class Ranked(Generic[K]):
    key: K
    #: From 0 to 1: how much of the question the text answers.
    score: float


class Ranker(Generic[K]):
    def __init__(self, views: Sequence[tuple[K, View]]) -> None:
        self._views = views
        self._words = _Field([view.words for _key, view in views])
        self._notions = _Field([view.notions for _key, view in views])
        self._grams = _Letters([view.grams for _key, view in views])
        self._speller = Speller(lexicon_read().words | {word for _key, view in views for word in view.words})

    def rank(self, question: str) -> list[Ranked[K]]:
        """Those that share anything with the question, the best first."""
        asked = View.of([(question, 1)], self._speller.correct)
        found = [self._judge(place, asked) for place in range(len(self._views))]
        return sorted(
            (item for item in found if item.score > 0), key=lambda item: (-item.score, str(item.key))
        )

    def _judge(self, place: int, asked: View) -> Ranked[K]:
        key, _view = self._views[place]
        score = (
            WORDS * self._words.share(place, asked.words)
            + NOTIONS * self._notions.share(place, asked.notions)
            + LETTERS * self._grams.share(place, asked.grams)
        )
        return Ranked(key=key, score=score)


class _Field:
    """BM25 over one kind of mark, as a share of what a text that holds all of them plentifully would reach."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        self._counts = counts
        self._lengths = [sum(item.values()) for item in counts]
        self._average = sum(self._lengths) / len(counts) if counts else 1.0
        self._holding = Counter(mark for item in counts for mark in item)

    def rarity(self, mark: str) -> float:
        holding = self._holding[mark]
        return math.log(1 + (len(self._counts) - holding + 0.5) / (holding + 0.5)) * faint_weigh(mark)

    def share(self, place: int, asked: Counter[str]) -> float:
        most = sum(self.rarity(mark) * min(weight, _MOST) for mark, weight in asked.items())
        if not most:
            return 0.0
        counts, crowd = self._counts[place], self._crowd(place)
        got = sum(
            self.rarity(mark) * min(weight, _MOST) * counts[mark] / (counts[mark] + crowd)
            for mark, weight in asked.items()
            if mark in counts
        )
        return got / most

    def _crowd(self, place: int) -> float:
        return _K * (1 - _B + _B * self._lengths[place] / (self._average or 1))


class _Letters:
    """The cosine between TF-IDF vectors of character n-grams."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        self._count = len(counts)
        self._holding = Counter(gram for item in counts for gram in item)
        self._vectors = [dict(self._weigh(item)) for item in counts]
        self._norms = [_norm(vector) for vector in self._vectors]

    def share(self, place: int, asked: Counter[str]) -> float:
        vector = dict(self._weigh(asked))
        norm = _norm(vector) * self._norms[place]
        if not norm:
            return 0.0
        own = self._vectors[place]
        return sum(weight * own[gram] for gram, weight in vector.items() if gram in own) / norm

    def _weigh(self, grams: Counter[str]) -> Iterator[tuple[str, float]]:
        for gram, count in grams.items():
            yield gram, math.log1p(count) * math.log((self._count + 1) / (self._holding[gram] + 1) + 1)


@lru_cache(maxsize=50_000)
def grams_of(stem: str) -> tuple[str, ...]:
    """The letters of a word, in groups, with its ends marked."""
    marked = f"<{stem}>"
    return tuple(marked[at : at + size] for size in _GRAMS for at in range(len(marked) - size + 1))


def faint_weigh(stem: str) -> float:
    return _FAINTLY if stem in FAINT else 1.0


def _add(into: Counter[str], counts: Counter[str], weight: float) -> None:
    for mark, count in counts.items():
        into[mark] += count * weight  # type: ignore[assignment]


def _norm(vector: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))
