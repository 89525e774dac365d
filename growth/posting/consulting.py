"""A model words a post: out of notes without anybody's name, and with no figure that the notes do not have."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from growth.models import Case
from growth.posting.contract import CaseToTell, PostGenerated
from growth.posting.material import Note, Part, notes_read, people_drop, plain_write
from growth.posting.writing import (
    SEO_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    case_find,
    shorten,
    slug_find,
    wholeness_of,
)
from nessos.ai.reading.claims import Kind, claims_find, claims_missing
from nessos.ai.reading.cleaning import markdown_clean
from nessos.kernel.contracts import Contract
from nessos.offers.agents import Consult, ModelMisfitError, Proposed

_LEAST, _LONGEST, _TASKS = 200, 20_000, 12
_TOLD = 5
#: How the parts of the notes are called to the model, in the language of its prompt.
_PARTS = {
    Part.CONTEXT: "contexto",
    Part.CHALLENGE: "desafio",
    Part.WORK: "trabalho",
    Part.RESULT: "resultado",
    Part.LESSON: "lição",
}


class PostTooShortError(ModelMisfitError):
    code = "post_too_short"
    sentence = _(
        "content_markdown has %(count)d characters, and a post needs at least %(least)d, below headings that begin "
        "with “## ”. Write it out, from the notes alone."
    )


class PostInventsError(ModelMisfitError):
    code = "post_invents"
    sentence = _(
        "These figures do not stand in the notes: %(figures)s. Leave them out, or write them as the notes do."
    )


class PostWritten(Contract):
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    content_markdown: str = Field(min_length=1)


def case_show(asked: CaseToTell) -> dict[str, Any]:
    case = case_find(asked.case_id)
    return {
        "title": plain_write(case.title),
        "summary": plain_write(case.summary),
        "notes": [f"[{_PARTS[note.part]}] {note.text}." for note in notes_read(case.raw_data)],
        "playbook": plain_write(case.playbook.title) if case.playbook else "",
        "steps": _steps_show(case),
    }


def post_finish(asked: CaseToTell, written: PostWritten) -> Proposed:
    case = case_find(asked.case_id)
    notes = notes_read(case.raw_data)
    title = shorten(plain_write(written.title), TITLE_LENGTH)
    summary = shorten(plain_write(written.summary), SUMMARY_LENGTH)
    content = markdown_clean(written.content_markdown, hide=people_drop)[:_LONGEST]
    if not title or not summary or len(content) < _LEAST or "## " not in content:
        raise PostTooShortError(count=len(content), least=_LEAST)
    _figures_check(f"{title}\n{summary}\n{content}", case, notes)
    output = PostGenerated(
        title=title,
        slug=slug_find(title),
        summary=summary,
        content_markdown=content,
        seo_description=shorten(summary, SEO_LENGTH),
    )
    return Proposed(output=output, confidence=round(0.3 + 0.6 * wholeness_of(notes), 2))


def _figures_check(text: str, case: Case, notes: list[Note]) -> None:
    told = [case.title, case.summary, *(note.text for note in notes), *_steps_show(case)]
    known = claims_find("\n".join(told))
    if invented := claims_missing(text, known, kinds=(Kind.AMOUNT, Kind.PERCENTAGE, Kind.PERIOD)):
        raise PostInventsError(figures=", ".join(invented[:_TOLD]))


def _steps_show(case: Case) -> list[str]:
    tasks = case.playbook.tasks.order_by("sort_order", "created_at")[:_TASKS] if case.playbook else ()
    return [plain_write(task.title) for task in tasks]


POST_CONSULT = Consult(
    answer=PostWritten,
    prompt=Path(__file__).parent.parent / "prompts" / "generate_post.md",
    material=case_show,
    finish=post_finish,
    variables=("title", "summary", "notes", "playbook", "steps"),
    # Names and numbers are taken out by rules; that they found all of them nobody can promise.
    personal=True,
    max_output_tokens=3_000,
)
