"""How many risks of a contract are found, and how many of those raised are any."""

from collections.abc import Mapping
from typing import Any

from nessos.ai.evals.registry import EvalSet, Judged, Question, eval_add
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.texts import texts_read


def questions_read() -> list[Question]:
    texts = [text for half in (OPEN, HELD_BACK) for text in texts_read("review_contract", half)]
    return [
        Question(key=text.name, half=text.half, input={"text": text.text}, expected=text.facts["risks"])
        for text in texts
    ]


def review_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    findings = output.get("findings") or []
    wanted, found = set(question.expected), {str(each.get("category")) for each in findings}
    words = " ".join(str(question.input["text"]).split())
    quoted = [each for each in findings if each.get("excerpt")]
    marks = {"risks found": (len(wanted & found), len(wanted))}
    if found:
        marks["rightly raised"] = (len(wanted & found), len(found))
    if quoted:
        true = sum(" ".join(each["excerpt"].split()).rstrip("…") in words for each in quoted)
        marks["words as written"] = (true, len(quoted))
    if not wanted:
        marks["left alone"] = (int(bool(output) and not found), 1)
    faults = [f"not found: {name}" for name in sorted(wanted - found)]
    return Judged(marks=marks, faults=faults + [f"no risk: {name}" for name in sorted(found - wanted)])


eval_add(EvalSet(agent="review_contract", main="risks found", questions=questions_read, judge=review_judge))
