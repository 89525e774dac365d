"""How many facts of a contract are found."""

import re
from collections.abc import Mapping
from typing import Any

from nessos.ai.evals.registry import EvalSet, Judged, Question, eval_add
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.texts import texts_read
from nessos.kernel.text import fold


def questions_read() -> list[Question]:
    texts = [text for half in (OPEN, HELD_BACK) for text in texts_read("summarize_contract", half)]
    return [
        Question(key=text.name, half=text.half, input={"text": text.text}, expected=text.facts)
        for text in texts
    ]


def summary_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    """Each key term is one fact; of those that the contract lacks, that nothing was made up."""
    terms = output.get("key_terms") or {}
    right = {key: fact_is_right(key, fact, terms.get(key)) for key, fact in question.expected.items()}
    missing = [key for key, fact in question.expected.items() if fact is None]
    marks = {"facts found": (sum(right.values()), len(right))}
    if missing:
        marks["nothing made up"] = (sum(right[key] for key in missing), len(missing))
    if not output:
        marks = {name: (0, of) for name, (_right, of) in marks.items()}
    faults = [
        f"{key}: {question.expected[key]!r} ≠ {terms.get(key)!r}" for key, found in right.items() if not found
    ]
    return Judged(marks=marks, faults=faults)


def fact_is_right(key: str, wanted: Any, found: Any) -> bool:
    if wanted is None or found is None:
        return wanted is None and found is None
    if key == "parties":
        return sorted(map(_plain, wanted)) == sorted(map(_plain, found))
    return bool(found == wanted if key == "value" else str(found).casefold().startswith(wanted.casefold()))


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", fold(str(name))).strip()


eval_add(
    EvalSet(agent="summarize_contract", main="facts found", questions=questions_read, judge=summary_judge)
)
