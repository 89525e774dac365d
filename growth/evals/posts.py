"""Posts: what the notes tell is told, nobody is named, nothing is made up, and it is whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from growth.models import Case, Post
from nessos.ai.evals.checking import figures_known, is_portuguese, told_count, unnamed_count
from nessos.ai.evals.registry import EvalSet, Judged, Mark, Question, eval_add
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.staging import rows_put, shadowed
from nessos.ai.evals.texts import Text, texts_read

_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_SEO, _HEADINGS = 155, 3


def texts_all() -> list[Text]:
    return [text for half in (OPEN, HELD_BACK) for text in texts_read("generate_post", half)]


def questions_read() -> list[Question]:
    return [
        Question(
            key=text.name,
            half=text.half,
            input={"case_id": str(_id_make(text.name))},
            expected={**text.facts, "source": f"{text.name}\n{text.text}"},
        )
        for text in texts_all()
    ]


@contextmanager
def stage_make() -> Iterator[None]:
    with shadowed([Case, Post], _fill):
        yield


def post_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    wanted = question.expected
    names = ("title", "summary", "content_markdown", "seo_description")
    whole = "\n".join(str(output.get(name) or "") for name in names)
    content = str(output.get("content_markdown") or "")
    headings = sum(line.startswith("## ") for line in content.splitlines())
    is_whole = all(output.get(name) for name in names) and headings >= _HEADINGS
    marks: dict[str, Mark] = {
        "told": told_count(whole, wanted["told"]),
        "nobody named": unnamed_count(whole, wanted["private"]) if output else (0, len(wanted["private"])),
        "whole": (int(is_whole and len(str(output["seo_description"])) <= _SEO), 1),
        "in Portuguese": (int(is_portuguese(content)), 1),
    }
    known, figures = figures_known(whole, [wanted["source"]])
    if figures:
        marks["no figure made up"] = (known, figures)
    faults = [f"{name}: {right}/{of}" for name, (right, of) in marks.items() if right < of]
    return Judged(marks=marks, faults=faults)


def _fill() -> None:
    rows_put(
        Case(pk=_id_make(text.name), title=text.name, raw_data=text.text, created_at=_WRITTEN)
        for text in texts_all()
    )


def _id_make(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"generate_post {name}")


eval_add(
    EvalSet(
        agent="generate_post",
        main="told",
        questions=questions_read,
        judge=post_judge,
        stage=stage_make,
    )
)
