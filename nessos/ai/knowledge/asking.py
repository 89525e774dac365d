"""A question taken apart: what it asks for, what of it is telling, and what must stand there exactly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from nessos.ai.knowledge.analysing import FAINT, stems_of
from nessos.ai.knowledge.columns import word_quote
from nessos.ai.knowledge.embedding import Weights, marks_of

#: How many pieces the telling words may stand in together: ranking more than that would cost more than it brings.
CROWD = 250
#: Of how many marks that are not rare any two are looked for together.
_TOGETHER = 6
#: The telling marks of a long question that are looked for.
_MARKS = 16
#: A name begins with a capital, but so does a sentence.
_NAME = re.compile(r"(?<![.!?…:] )(?<!^)\b[A-ZÀ-Ý][\wÀ-ÿ&-]{2,}")


@dataclass(frozen=True, kw_only=True)
class Question:
    marks: list[str]
    #: The telling marks, the rarest first, with what each counts.
    weights: dict[str, float]
    #: What is looked for in the index, as a tsquery: rare marks, and where there are none, two that stand together.
    telling: str
    #: The rarest one alone, of those that the house is known to have.
    rarest: str
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
        telling=_telling_write(rarest, weights),
        rarest=Question.any_of([mark for mark in rarest if mark in weights.holding][:1] or rarest[:1]),
        exact=list(dict.fromkeys([*numbers, *names])),
    )


def _telling_write(rarest: list[str], weights: Weights) -> str:
    """Marks alone from the rarest on, then by twos, as long as they do not crowd the answer."""
    held = {mark: weights.holding.get(mark, 0) for mark in rarest}
    alone, crowd = list[str](), 0.0
    for mark in rarest:
        if crowd + held[mark] > CROWD:
            break
        crowd += held[mark]
        alone.append(mark)
    twos = combinations([mark for mark in rarest if mark not in alone][:_TOGETHER], 2)
    together = sorted((held[one] * held[two] / (weights.learned_from + 1), one, two) for one, two in twos)
    chosen = [_word_write(mark) for mark in alone]
    for both, one, two in together:
        crowd += both
        if crowd > CROWD:
            break
        chosen.append(f"{_word_write(one)} & {_word_write(two)}")
    return " | ".join(chosen) or Question.any_of(rarest[:1])


def _word_write(mark: str, letter: str = "") -> str:
    return word_quote(mark) + (f":{letter}" if letter else "")
