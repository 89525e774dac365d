"""The post: a case told in the order in which people read one."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from growth.errors import CaseMissingError, CaseWithoutMaterialError
from growth.models import Case, Post
from growth.posting.material import Note, Part, notes_read, plain_write

#: What search engines show.
SEO_LENGTH = 155
SUMMARY_LENGTH, TITLE_LENGTH, SLUG_LENGTH = 320, 120, 100
#: More of a kind no reader wants.
MOST_POINTS = 12


@dataclass(frozen=True, kw_only=True)
class Draft:
    title: str
    slug: str
    summary: str
    content_markdown: str
    seo_description: str
    #: How much of a whole story the notes told, from 0 to 1.
    wholeness: float


def case_find(case_id: UUID) -> Case:
    found = Case.objects.select_related("playbook").filter(pk=case_id).first()
    if found is None:
        raise CaseMissingError(case=case_id)
    if not found.has_material:
        raise CaseWithoutMaterialError(title=found.title)
    return found


def post_write(case: Case) -> Draft:
    notes = notes_read(case.raw_data)
    title = shorten(plain_write(case.title), TITLE_LENGTH)
    summary = _summary_write(case, notes)
    return Draft(
        title=title,
        slug=slug_find(title),
        summary=summary,
        content_markdown=_content_write(case, notes, summary),
        seo_description=shorten(summary or title, SEO_LENGTH),
        wholeness=wholeness_of(notes),
    )


def wholeness_of(notes: list[Note]) -> float:
    """How much of a whole story they tell, from 0 to 1."""
    return len({note.part for note in notes}) / len(Part)


def slug_find(title: str) -> str:
    """One that no post has yet."""
    root = re.sub(r"-+", "-", slugify(title).replace("_", "-"))[:SLUG_LENGTH].strip("-") or "post"
    taken = set(Post.objects.filter(slug__startswith=root).values_list("slug", flat=True))
    slug, number = root, 1
    while slug in taken:
        number += 1
        slug = f"{root}-{number}"
    return slug


def _summary_write(case: Case, notes: list[Note]) -> str:
    """What somebody wrote as one, or where it began and what came of it."""
    if case.summary.strip():
        return shorten(plain_write(case.summary), SUMMARY_LENGTH)
    began = next((each.text for each in notes if each.part in {Part.CHALLENGE, Part.CONTEXT}), "")
    ended = next((each.text for each in notes if each.part is Part.RESULT), "")
    told = [each for each in (began, ended) if each] or [each.text for each in notes[:1]]
    return shorten("".join(f"{each}. " for each in told).strip(), SUMMARY_LENGTH)


def _content_write(case: Case, notes: list[Note], summary: str) -> str:
    sections = [
        (_("Context"), _told(notes, Part.CONTEXT) or summary),
        (_("The challenge"), _told(notes, Part.CHALLENGE)),
        (_("What was done"), _work_list(case, notes)),
        (_("Results"), _list(notes, Part.RESULT)),
        (_("What we learned"), _lessons_tell(case, notes)),
    ]
    return "\n\n".join(f"## {heading}\n\n{body}" for heading, body in sections if body)


def _told(notes: list[Note], part: Part) -> str:
    return " ".join(f"{each.text}." for each in _of(notes, part))


def _list(notes: list[Note], part: Part) -> str:
    return "\n".join(f"- {each.text}." for each in _of(notes, part))


def _work_list(case: Case, notes: list[Note]) -> str:
    """What the notes tell of it; where they tell nothing, the steps of the playbook that it was done by."""
    if told := _list(notes, Part.WORK):
        return told
    tasks = case.playbook.tasks.order_by("sort_order", "created_at") if case.playbook else ()
    return "\n".join(f"- {plain_write(task.title)}." for task in tasks[:MOST_POINTS])


def _lessons_tell(case: Case, notes: list[Note]) -> str:
    told = _list(notes, Part.LESSON)
    if case.playbook is None:
        return told
    sentence = _("This work follows our playbook “%(playbook)s”: what was learned here goes back into it.")
    return "\n\n".join(
        part for part in (told, sentence % {"playbook": plain_write(case.playbook.title)}) if part
    )


def _of(notes: list[Note], part: Part) -> list[Note]:
    return [each for each in notes if each.part is part][:MOST_POINTS]


def shorten(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
