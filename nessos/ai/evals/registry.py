"""What is evaluated. A room declares its own in ``evals.py``, under the agent's name."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import autodiscover_modules

from nessos.kernel.registry import Registry

#: Right, and of how many.
Mark = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One contestant on one half of a set: its figures are shares, from 0 to 1."""

    half: str
    contestant: str
    cases: int
    figures: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One case of a set. Its key says nothing of people and stays the same."""

    key: str
    half: str
    input: dict[str, Any]
    expected: Any


@dataclass(frozen=True, kw_only=True)
class Judged:
    """``faults`` are sentences about what was not right; ``kept`` is what a figure over all of them needs."""

    marks: Mapping[str, Mark]
    faults: Sequence[str] = ()
    kept: Any = None


@dataclass(frozen=True, kw_only=True)
class Further:
    """How a contestant does on one set more."""

    name: str
    score: Score


#: The question and the agent's output, an empty one where it could not answer.
Judge = Callable[[Question, Mapping[str, Any]], Judged]
#: Half → contestant → figures.
Baselines = Callable[[str], dict[str, dict[str, float]]]


@dataclass(frozen=True, kw_only=True)
class EvalSet:
    agent: str
    #: The figure that counts most: what is drawn, compared, and watched.
    main: str
    questions: Callable[[], Sequence[Question]]
    judge: Judge
    #: What is right of all of them together: pairs that are ordered.
    across: Callable[[Sequence[Any]], Mapping[str, Mark]] = field(default=lambda _kept: {})
    baselines: Baselines = field(default=lambda _half: {})
    #: Sets of other houses that its rules are looked at on besides, by half: told beside it, and never what is watched.
    further: Callable[[str], Sequence["Further"]] = field(default=lambda _half: ())
    #: The rows that the questions speak of: there while an agent reads them, and never for anybody else.
    stage: Callable[[], AbstractContextManager[None]] = nullcontext

    def of_half(self, half: str) -> list[Question]:
        return [each for each in self.questions() if each.half == half]


evals: Registry[EvalSet] = Registry("eval")


def eval_add(made: EvalSet) -> EvalSet:
    return evals.register(made.agent, made)


def evals_read() -> Registry[EvalSet]:
    """With what the rooms declare in their ``evals.py``."""
    autodiscover_modules("evals")
    return evals


def set_hash(questions: Sequence[Question]) -> str:
    """Of what is asked and what is right: scores on sets of the same hash can be compared."""
    rows = sorted([each.key, each.input, each.expected] for each in questions)
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def figures_make(judged: Sequence[Judged], across: Mapping[str, Mark]) -> dict[str, float]:
    """Shares: all that was right of all that could be."""
    sums: dict[str, list[int]] = {}
    for marks in (*(each.marks for each in judged), across):
        for name, (right, of) in marks.items():
            total = sums.setdefault(name, [0, 0])
            total[0] += right
            total[1] += of
    return {name: round(right / of, 4) for name, (right, of) in sums.items() if of}
