"""Which of a few hundred texts a question is about, worked out in memory, by six views of each of them.

Each view is a share of what a perfect answer would reach, so that their weighted sum says how sure it is.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from nessos.ai.knowledge.analysing import stems_of
from nessos.ai.knowledge.aspects import Alike, Asked, Aspects
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.marks import faint_weigh, rarity_of
from nessos.ai.knowledge.spelling import Speller

K = TypeVar("K")
#: BM25's constants: how soon repeating a word stops helping, and how much a long text is held against it.
_K, _B = 2.5, 0.6
#: What each view counts. Weights fitted on two sets and looked at on a third differ less than the sets do, and the
#: flatter they were, the better they did there: hence round ones.
WEIGHTS: Final[Mapping[str, float]] = {
    "words": 0.10,
    "notions": 0.20,
    "letters": 0.05,
    "aspects": 0.35,
    "title": 0.10,
    "passage": 0.20,
}
#: A word of the title says more about a text than one somewhere in it.
_TITLE, _TAGS, _BODY = 4, 2, 1
_GRAMS = (3, 4, 5)
#: The weight that a mark of the question has at most.
_MOST = 2.0
#: A line shorter than this is a heading, and no passage.
_PASSAGE_LETTERS = 16


@dataclass(frozen=True, kw_only=True)
class View:
    """One text, or one question, as it is compared."""

    words: Counter[str]
    notions: Counter[str]
    grams: Counter[str]

    @classmethod
    def of(cls, parts: Iterable[tuple[str, float]], spell: Callable[[str], str] = str) -> "View":
        """Of parts with their weights."""
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
class Text:
    """A text with a title, taken apart."""

    whole: View
    title: View
    #: Its lines: a question is often about one step of many.
    passages: tuple[View, ...]

    @classmethod
    def of(cls, *, title: str, tags: str, body: str) -> "Text":
        lines = [line for line in body.splitlines() if len(line) >= _PASSAGE_LETTERS]
        return cls(
            whole=View.of([(title, _TITLE), (tags, _TAGS), (body, _BODY)]),
            title=View.of([(title, 2), (tags, 1)]),
            passages=tuple(View.of([(line, 1)]) for line in lines),
        )


@dataclass(frozen=True, kw_only=True)
class Ranked(Generic[K]):
    key: K
    #: From 0 to 1: how much of the question the text answers.
    score: float


class Ranker(Generic[K]):
    def __init__(self, texts: Sequence[tuple[K, Text]]) -> None:
        self._keys = [key for key, _text in texts]
        wholes = [text.whole for _key, text in texts]
        self._words = _Field([view.words for view in wholes])
        self._notions = _Field([view.notions for view in wholes])
        self._letters = _Letters([view.grams for view in wholes])
        self._aspects = _aspects_make(wholes)
        self._titles = _aspects_make([text.title for _key, text in texts])
        self._passages = _aspects_make([view for _key, text in texts for view in text.passages])
        self._owners = [place for place, (_key, text) in enumerate(texts) for _view in text.passages]
        self._known = {word for view in wholes for word in view.words}
        self._speller = Speller(lexicon_read().words | self._known)
        self._alike = Alike(self._known)

    def rank(self, question: str) -> list[Ranked[K]]:
        """Those that share anything with the question, the best first."""
        asked = View.of([(question, 1)], self._speller.correct)
        views = self._aspects_share(question) | {
            "words": self._words.shares(asked.words),
            "notions": self._notions.shares(asked.notions),
            "letters": self._letters.shares(asked.grams),
        }
        scores: Counter[int] = Counter()
        for name, shares in views.items():
            _add(scores, shares, WEIGHTS[name])
        found = [Ranked(key=self._keys[place], score=score) for place, score in scores.items() if score > 0]
        return sorted(found, key=lambda item: (-item.score, str(item.key)))

    def foreign_share(self, question: str) -> float:
        """How much of a question are words of other trades that no text has."""
        stems = {self._speller.correct(stem) for stem in stems_of(question)}
        strange = (stems & lexicon_read().foreign) - self._known
        telling = sum(map(faint_weigh, stems))
        return len(strange) / telling if strange else 0.0

    def _aspects_share(self, question: str) -> dict[str, Mapping[int, float]]:
        stems = [self._speller.correct(stem) for stem in stems_of(question)]
        asked = Asked(
            words=frozenset(stems),
            phrases=frozenset(lexicon_read().phrases_of(stems)),
            alike={stem: self._alike.of(stem) for stem in stems if stem not in lexicon_read().foreign},
        )
        best: dict[int, float] = {}
        for place, share in self._passages.shares(asked).items():
            owner = self._owners[place]
            best[owner] = max(best.get(owner, 0.0), share)
        return {
            "aspects": self._aspects.shares(asked),
            "title": self._titles.shares(asked),
            "passage": best,
        }


def _aspects_make(views: Iterable[View]) -> Aspects:
    return Aspects([(view.words, view.notions) for view in views])


class _Field:
    """BM25 over one kind of mark, as a share of what a text that holds all of them plentifully would reach."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        self._counts = counts
        lengths = [sum(item.values()) for item in counts]
        average = sum(lengths) / len(counts) if counts else 1.0
        self._crowds = [_K * (1 - _B + _B * length / (average or 1)) for length in lengths]
        self._holding = Counter(mark for item in counts for mark in item)

    def shares(self, asked: Counter[str]) -> dict[int, float]:
        weights = {mark: self._rarity(mark) * min(weight, _MOST) for mark, weight in asked.items()}
        most = sum(weights.values())
        return {place: self._got(place, weights) / most for place in range(len(self._counts))} if most else {}

    def _got(self, place: int, weights: Mapping[str, float]) -> float:
        counts, crowd = self._counts[place], self._crowds[place]
        return sum(
            weight * counts[mark] / (counts[mark] + crowd)
            for mark, weight in weights.items()
            if mark in counts
        )

    def _rarity(self, mark: str) -> float:
        return rarity_of(self._holding[mark], len(self._counts)) * faint_weigh(mark)


class _Letters:
    """The cosine between TF-IDF vectors of character n-grams."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        self._count = len(counts)
        self._holding = Counter(gram for item in counts for gram in item)
        self._vectors = [dict(self._weigh(item)) for item in counts]
        self._norms = [_norm(vector) for vector in self._vectors]

    def shares(self, asked: Counter[str]) -> dict[int, float]:
        vector = dict(self._weigh(asked))
        norm = _norm(vector)
        return {
            place: sum(weight * own[gram] for gram, weight in vector.items() if gram in own) / norm / own_norm
            for place, (own, own_norm) in enumerate(zip(self._vectors, self._norms, strict=True))
            if norm and own_norm
        }

    def _weigh(self, grams: Counter[str]) -> Iterator[tuple[str, float]]:
        for gram, count in grams.items():
            yield gram, math.log1p(count) * math.log((self._count + 1) / (self._holding[gram] + 1) + 1)


@lru_cache(maxsize=50_000)
def grams_of(stem: str) -> tuple[str, ...]:
    """The letters of a word, in groups, with its ends marked."""
    marked = f"<{stem}>"
    return tuple(marked[at : at + size] for size in _GRAMS for at in range(len(marked) - size + 1))


M = TypeVar("M")


def _add(into: Counter[M], counts: Mapping[M, float], weight: float) -> None:
    for mark, count in counts.items():
        into[mark] += count * weight  # type: ignore[assignment]


def _norm(vector: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))
