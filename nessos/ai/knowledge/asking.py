"""A question taken apart: what it asks for, what of it is telling, and what must stand there exactly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nessos.ai.knowledge.analysing import FAINT, stems_of
from nessos.ai.knowledge.columns import word_quote
from nessos.ai.knowledge.embedding import Weights, marks_of

#: How many pieces the telling words may stand in together: ranking more than that would cost more than it brings.
_CROWD = 1_000
#: The telling marks of a long question that are looked for.
_MARKS = 16
#: A name begins with a capital, but so does a sentence.
_NAME = re.compile(r"(?<![.!?…:] )(?<!^)\b[A-ZÀ-Ý][\wÀ-ÿ&-]{2,}")


@dataclass(frozen=True, kw_only=True)
class Question:
    marks: list[str]
    #: The telling marks, the rarest first, with what each counts.
    weights: dict[str, float]
    #: Those that are rare enough to be looked for in the index.
    telling: list[str]
    #: Numbers, codes and names.
    exact: list[str]

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    @staticmethod
    def any_of(marks: Iterable[str], letter: str = "") -> str:
        return " | ".join(_word_write(mark, letter) for mark in marks)

    @staticmethod
    def all_of(marks: Iterable[str]) -> str:
        return " & ".join(_word_write(mark) for mark in marks)


def question_read(query: str, weights: Weights) -> Question:
    marks = marks_of(query)
    rarest = sorted(set(marks), key=lambda mark: (-weights.rarity(mark), mark))[:_MARKS]
    numbers = [stem for stem in stems_of(query) if any(map(str.isdigit, stem))]
    names = [stem for found in _NAME.finditer(query) for stem in stems_of(found.group()) if stem not in FAINT]
    return Question(
        marks=marks,
        weights={mark: weights.rarity(mark) for mark in rarest},
        telling=_telling_choose(rarest, weights),
        exact=list(dict.fromkeys([*numbers, *names])),
    )


def _telling_choose(rarest: list[str], weights: Weights) -> list[str]:
    """From the rarest on, as long as they do not crowd the answer; the rarest one in any case."""
    chosen, crowd = rarest[:1], weights.holding.get(rarest[0], 0) if rarest else 0
    for mark in rarest[1:]:
        crowd += weights.holding.get(mark, 0)
        if crowd > _CROWD:
            break
        chosen.append(mark)
    return chosen


def _word_write(mark: str, letter: str = "") -> str:
    return word_quote(mark) + (f":{letter}" if letter else "")
