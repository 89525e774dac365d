"""An answer without any model: the sentences of the pieces that say most of what was asked, as they stand there."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from nessos.ai.knowledge.analysing import stems_of
from nessos.ai.knowledge.answering.shapes import Sentence
from nessos.ai.knowledge.asking import question_read
from nessos.ai.knowledge.embedding import Weights, marks_of
from nessos.ai.knowledge.models import EmbeddingSpace
from nessos.ai.knowledge.searching import Found
from nessos.ai.knowledge.vectors import weights_of

_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[\"“(A-ZÀ-Ý0-9])|\n+")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d{1,3}[.)]\s+|>\s*)|[*_`]{1,3}")
_SHORTEST, _LONGEST = 12, 400
#: Sentences in an answer, and which part of the best one's share the others need.
_MOST, _BESIDE = 3, 0.6
#: A sentence that holds less of the question answers none; one that holds less than this may do without its names.
_LEAST, _SURE = 0.25, 0.55
#: What being in the better piece counts: its sentences stand before equal ones.
_PLACE = 0.04


def sentences_quote(question: str, found: Sequence[Found]) -> list[Sentence]:
    """The best sentence, and up to two that are nearly as good; in the order in which they are read."""
    serving = EmbeddingSpace.objects.filter(status=EmbeddingSpace.Status.SERVING).only("pk").first()
    if serving is None or not found:
        return []
    weights = weights_of(serving.pk)
    asked = set(marks_of(question))
    judged = [
        (_share(text, item, asked, weights) - _PLACE * (number - 1), number, place, text)
        for number, item in enumerate(found, start=1)
        for place, text in enumerate(_sentences_of(item.text))
    ]
    judged.sort(key=lambda each: (-each[0], each[1], each[2]))
    if (
        not judged
        or judged[0][0] < _LEAST
        or (judged[0][0] < _SURE and _is_of_others(question, found, weights))
    ):
        return []
    chosen: dict[str, tuple[float, int, int, str]] = {}
    for each in judged:
        if len(chosen) < _MOST and each[0] >= _BESIDE * judged[0][0]:
            chosen.setdefault(each[3], each)
    read = sorted(chosen.values(), key=lambda each: (each[1], each[2]))
    return [Sentence(text=text, cites=[number]) for _share_of, number, _place, text in read]


class Piece(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...


def shares_held(question: str, found: Sequence[Piece]) -> list[float]:
    """What of the question each piece holds, from 0 to 1: how well it fits, whichever place it came in."""
    serving = EmbeddingSpace.objects.filter(status=EmbeddingSpace.Status.SERVING).only("pk").first()
    if serving is None:
        return [0.0 for _piece in found]
    weights, asked = weights_of(serving.pk), set(marks_of(question))
    return [_share(f"{item.title}\n{item.heading}\n{item.text}", item, asked, weights) for item in found]


def _is_of_others(question: str, found: Sequence[Found], weights: Weights) -> bool:
    """It asks by names and numbers that no piece has."""
    wanted = set(question_read(question, weights).exact)
    told = "\n".join(f"{item.title}\n{item.heading}\n{item.text}" for item in found)
    return bool(wanted) and not wanted & set(stems_of(told))


def _share(text: str, item: Piece, asked: set[str], weights: Weights) -> float:
    """What of the question the sentence holds; what its title or heading says, it says by half."""
    own = set(marks_of(text))
    around = set(marks_of(f"{item.title}\n{item.heading}")) - own
    total = sum(weights.rarity(mark) for mark in asked) or 1.0
    held = sum(weights.rarity(mark) for mark in asked & own)
    return (held + 0.3 * sum(weights.rarity(mark) for mark in asked & around)) / total


def _sentences_of(text: str) -> Iterator[str]:
    for part in _ENDS.split(text):
        sentence = " ".join(_MARKS.sub("", part).split())
        if len(sentence) >= _SHORTEST:
            yield sentence if len(sentence) <= _LONGEST else sentence[:_LONGEST].rsplit(" ", 1)[0] + "…"
