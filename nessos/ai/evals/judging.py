"""Questions answered and judged: some at a time, so that whoever is interrupted loses little."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nessos.ai.answers import AgentAnswer
from nessos.ai.evals.errors import NothingToAskError
from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.registry import EvalSet, Judged, Mark, Question, evals_read
from nessos.ai.evals.staging import rolled_back, stage_set
from nessos.ai.feedback.cleaning import Cleaner
from nessos.ai.feedback.differing import is_same, pointer_read
from nessos.ai.feedback.selectors import cases_of
from nessos.ai.ledger.services import OFFLINE
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import cost_of
from nessos.ai.running import agent_run
from nessos.kernel.errors import NessosError
from nessos.kernel.text import fold

#: Of the words of a long text, so many have to be those of the right one.
ALIKE, _LONG = 0.7, 80
CORRECTED = "as corrected"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question as it will be kept: nothing of what was asked or answered, but what was not right."""

    key: str
    marks: dict[str, list[int]]
    faults: list[str]
    kept: Any
    seconds: float
    cost: Decimal

    def as_json(self) -> dict[str, Any]:
        return {"marks": self.marks, "faults": self.faults, "kept": self.kept, "seconds": self.seconds}


def set_of(run: EvalRun) -> EvalSet:
    """What it is asked and judged by: the house's own, or what people corrected. Raises NothingToAskError."""
    if run.half == EvalRun.Half.FEEDBACK:
        return feedback_set(run.agent)
    made = evals_read().get(run.agent)
    if made is None:
        raise NothingToAskError(agent=run.agent, half=run.get_half_display())
    return made


def feedback_set(agent: str) -> EvalSet:
    def questions() -> list[Question]:
        return [
            Question(
                key=str(case.pk),
                half=EvalRun.Half.FEEDBACK,
                input=case.input,
                expected={"answer": case.expected, "paths": case.paths},
            )
            for case in cases_of(agent)
        ]

    return EvalSet(agent=agent, main=CORRECTED, questions=questions, judge=correction_judge)


def correction_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    """At the places that somebody corrected, what stands there now."""
    paths = question.expected["paths"] or [""]
    right = {
        path: is_alike(pointer_read(question.expected["answer"], path), pointer_read(output, path))
        for path in paths
    }
    faults = [path or "/" for path, found in right.items() if not found]
    return Judged(marks={CORRECTED: (sum(right.values()), len(right))}, faults=faults)


def is_alike(wanted: Any, found: Any) -> bool:
    """Short values are the same or not; of a long text most words have to be."""
    if not isinstance(wanted, str) or not isinstance(found, str) or len(wanted) <= _LONG:
        return is_same(wanted, found)
    words, told = set(fold(wanted).split()), set(fold(found).split())
    shared = len(words & told)
    return bool(shared) and 2 * shared / (len(words) + len(told)) >= ALIKE


def questions_answer(
    made: EvalSet,
    questions: Sequence[Question],
    *,
    model: ServedModel | None,
    prompt: PromptVersion | None,
    subject: str,
) -> Iterator[Answered]:
    """Offline all of them in one transaction that is rolled back; a model outside of any, its rows there when read.

    Raises NessosErrors that are not permanent: whoever asks tries again later.
    """
    with _asking(made, model):
        for question in questions:
            yield _answer(made, question, _asker(made.agent, model, prompt, subject), model)


@contextmanager
def _asking(made: EvalSet, model: ServedModel | None) -> Iterator[None]:
    if model is not None:
        with stage_set(made.stage):
            yield
        return
    with rolled_back(), made.stage():
        yield


def _asker(
    agent: str, model: ServedModel | None, prompt: PromptVersion | None, subject: str
) -> Callable[[dict[str, Any]], AgentAnswer]:
    def ask(given: dict[str, Any]) -> AgentAnswer:
        if model is None:
            return agent_run(agent, given, offline=True, subject=subject)
        return agent_run(agent, given, model=model, prompt=prompt, subject=subject)

    return ask


def _answer(
    made: EvalSet,
    question: Question,
    ask: Callable[[dict[str, Any]], AgentAnswer],
    model: ServedModel | None,
) -> Answered:
    begun, answer, faults = time.perf_counter(), None, []
    try:
        answer = ask(question.input)
    except NessosError as error:
        if not _is_final(error):
            raise
        faults = [f"{OFFLINE if model is None else model.name}: {error.code}"]
    seconds = time.perf_counter() - begun
    judged = made.judge(question, answer.output if answer else {})
    cost = cost_of(model, answer.usage) if model and answer else Decimal(0)
    return _kept_make(question, judged, faults, seconds, cost)


def _is_final(error: NessosError) -> bool:
    """An answer that cannot be used is wrong, however often one might ask."""
    return error.permanent or error.code in {"agent_output_invalid", "model_answer_misfit"}


def _kept_make(
    question: Question, judged: Judged, faults: list[str], seconds: float, cost: Decimal
) -> Answered:
    """What a model says of somebody is not kept, in whichever sentence it stands."""
    cleaner, told = Cleaner(), [*faults, *judged.faults]
    cleaner.learn(told)
    return Answered(
        key=question.key,
        marks={name: list(mark) for name, mark in judged.marks.items()},
        faults=[str(each)[:300] for each in cleaner.clean(told)],
        kept=judged.kept,
        seconds=round(seconds, 4),
        cost=cost,
    )


def judged_read(results: Mapping[str, Mapping[str, Any]]) -> list[Judged]:
    return [
        Judged(
            marks={name: _mark_read(mark) for name, mark in each["marks"].items()},
            faults=each["faults"],
            kept=each["kept"],
        )
        for each in results.values()
    ]


def _mark_read(mark: Sequence[int]) -> Mark:
    right, of = mark
    return right, of
