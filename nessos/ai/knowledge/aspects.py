"""How much of a question's aspects a text has: each word by itself, by another word for the same, or by a like one.

An aspect counts once, by whichever way it is met best. Summing the ways instead would let one word that has many
names outweigh all the others of a question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nessos.ai.knowledge.lexicon import Term, lexicon_read
from nessos.ai.knowledge.marks import faint_weigh, rarity_of

#: BM25's constants: how soon repeating a word stops helping, and how much a long text is held against it.
_K, _B = 2.0, 0.5
#: What meeting an aspect counts by another word for it, and by one of like letters.
_MEANT, _ALIKE = 0.7, 0.6
#: A saying of several words hardly means anything else.
_PHRASE = 1.3
#: What a word counts that no text has: it lowers what can be reached.
_UNKNOWN = 0.6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, taken apart."""

    words: frozenset[str]
    phrases: frozenset[Term]
    #: For each word, those of the texts whose letters are like its own, and how like.
    alike: Mapping[str, Sequence[tuple[str, float]]]


class Aspects:
    """Texts by their words and notions, each with what it counts there."""

    def __init__(self, texts: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> None:
        self._count = len(texts)
        self._words = _saturate([words for words, _notions in texts])
        self._notions = _saturate([notions for _words, notions in texts])

    def shares(self, asked: Asked) -> dict[int, float]:
        """For each text that has anything of it: how much of what one text could have at most."""
        got: defaultdict[int, float] = defaultdict(float)
        most = 0.0
        for cap, met in self._aspects_meet(asked):
            most += cap
            for place, value in met.items():
                got[place] += value
        return {place: value / most for place, value in got.items()} if most else {}

    def _aspects_meet(self, asked: Asked) -> Iterator[tuple[float, dict[int, float]]]:
        for word in asked.words:
            cap, met = self._best_of(self._ways_of(word, asked.alike.get(word, ())))
            if word not in self._words:
                cap = max(cap, _UNKNOWN * rarity_of(0, self._count))
            faint = faint_weigh(word)
            yield cap * faint, {place: value * faint for place, value in met.items()}
        for phrase in asked.phrases:
            yield self._best_of(self._meanings_of(phrase, _PHRASE))

    def _ways_of(self, word: str, alike: Iterable[tuple[str, float]]) -> Iterator["_Way"]:
        yield 1.0, self._words.get(word, {})
        yield from self._meanings_of((word,), 1.0)
        for other, likeness in alike:
            yield likeness * _ALIKE, self._words.get(other, {})

    def _meanings_of(self, term: Term, weight: float) -> Iterator["_Way"]:
        for notion, counts in lexicon_read().meanings_of(term):
            yield counts * weight * _MEANT, self._notions.get(notion, {})

    def _best_of(self, ways: Iterable["_Way"]) -> tuple[float, dict[int, float]]:
        cap, met = 0.0, dict[int, float]()
        for weight, holding in ways:
            if not holding:
                continue
            rarity = weight * rarity_of(len(holding), self._count)
            cap = max(cap, rarity)
            for place, share in holding.items():
                met[place] = max(met.get(place, 0.0), rarity * share)
        return cap, met


#: What a way counts, and the texts that are met by it with how fully.
_Way = tuple[float, Mapping[int, float]]


def _saturate(texts: Sequence[Mapping[str, float]]) -> dict[str, dict[int, float]]:
    lengths = [sum(text.values()) for text in texts]
    average = sum(lengths) / len(lengths) if lengths else 0.0
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for place, text in enumerate(texts):
        crowd = _K * (1 - _B + _B * lengths[place] / (average or 1))
        for mark, count in text.items():
            found[mark][place] = count / (count + crowd)
    return dict(found)


class Alike:
    """Known words by their letters: other forms of a word, and parts of compounds."""

    #: Shorter words have too many neighbours; below this likeness it is another word.
    _SHORTEST, _LEAST = 4, 0.5
    _GRAMS = (2, 3, 4)
    _LOOKED_AT = 25
    #: Words that begin with as many letters alike, and with this share of the longer one, are of one family.
    _BEGIN, _BEGIN_SHARE = 4, 0.6
    _OTHER_BEGINNING = 0.8

    def __init__(self, words: Iterable[str]) -> None:
        self._grams = {word: self._grams_of(word) for word in words if len(word) >= self._SHORTEST}
        self._holding: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._grams):
            for gram in self._grams[word]:
                self._holding[gram].append(word)

    def of(self, word: str) -> list[tuple[str, float]]:
        if len(word) < self._SHORTEST or not word.isalpha():
            return []
        grams = self._grams_of(word)
        shared = Counter(other for gram in grams for other in self._holding.get(gram, ()))
        shared.pop(word, None)
        alike = [
            (other, self._likeness(word, other, 2 * count / (len(grams) + len(self._grams[other]))))
            for other, count in shared.most_common(self._LOOKED_AT)
        ]
        return [(other, likeness) for other, likeness in alike if likeness >= self._LEAST]

    def _likeness(self, word: str, other: str, dice: float) -> float:
        begin = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), None)
        same = min(len(word), len(other)) if begin is None else begin
        share = same / max(len(word), len(other))
        if same >= self._BEGIN and share >= self._BEGIN_SHARE:
            return max(dice, share)
        return dice if same > 1 else dice * self._OTHER_BEGINNING

    def _grams_of(self, word: str) -> frozenset[str]:
        marked = f"<{word}>"
        return frozenset(
            marked[at : at + size] for size in self._GRAMS for at in range(len(marked) - size + 1)
        )
