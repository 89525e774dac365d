"""Leads: whether the better one has more points, and each the label and the segment that a person gives it."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from nessos.ai.evals.registry import EvalSet, Judged, Mark, Question, eval_add, figures_make
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.texts import rows_read

RANKS = {"cold": 0, "qualified": 1, "hot": 2}
_HOT, _QUALIFIED = 70, 50
_ASKED = ("name", "company", "message", "source")


def label_of(score: int) -> str:
    return "hot" if score >= _HOT else "qualified" if score >= _QUALIFIED else "cold"


def questions_read() -> list[Question]:
    """Numbered in their file: their names are those of people, if invented ones."""
    return [
        Question(
            key=f"{half} {number}",
            half=half,
            input={name: row[name] for name in _ASKED},
            expected={"label": row["label"], "segment": row["segment"]},
        )
        for half in (OPEN, HELD_BACK)
        for number, row in enumerate(rows_read("qualify_lead", half), 1)
    ]


def lead_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    wanted, segment = question.expected["label"], question.expected["segment"]
    score = output.get("score")
    label = None if score is None else label_of(score)
    marks = {
        "label right": (int(label == wanted), 1),
        "rightly qualified": (int(label is not None and (label == "cold") == (wanted == "cold")), 1),
    }
    faults = [] if label == wanted else [f"{wanted} ≠ {label} ({score})"]
    if segment:
        marks["segment right"] = (int(output.get("segment") == segment), 1)
        faults += [] if output.get("segment") == segment else [f"{segment} ≠ {output.get('segment')}"]
    return Judged(marks=marks, faults=faults, kept=[RANKS[wanted], -1 if score is None else score])


def pairs_count(kept: Sequence[Any]) -> dict[str, Mark]:
    """Of two leads of different worth, the better has more points."""
    pairs = [better[1] > worse[1] for better, worse in permutations(kept, 2) if better[0] > worse[0]]
    return {"pairs ordered": (sum(pairs), len(pairs))} if pairs else {}


def length_score(half: str) -> dict[str, dict[str, float]]:
    """Who writes more is worth more: the simplest thing that orders leads at all."""
    kept = [
        [RANKS[each.expected["label"]], len(each.input["message"])]
        for each in questions_read()
        if each.half == half
    ]
    found = pairs_count(kept)
    return {"length of the message": figures_make([], found)} if found else {}


eval_add(
    EvalSet(
        agent="qualify_lead",
        main="pairs ordered",
        questions=questions_read,
        judge=lead_judge,
        across=pairs_count,
        baselines=length_score,
    )
)
