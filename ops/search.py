"""Finding a playbook by what it says, through what the house knows of it."""

import re
from dataclasses import dataclass
from uuid import UUID

from nessos.ai.knowledge.analysing import FAINT, stems_of, tokens_read
from nessos.ai.knowledge.indexing import knowledge_refresh
from nessos.ai.knowledge.searching import Found, knowledge_search
from ops.models import Playbook

_SOURCE = "ops.Playbook"
_EXCERPT, _LEAD = 240, 60
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[#*_`>|~]+")


@dataclass(frozen=True, kw_only=True)
class Hit:
    playbook: UUID
    title: str
    #: Between 0 and 1; comparable within one answer only.
    score: float
    excerpt: str


def playbooks_search(*, query: str, limit: int = 5) -> list[Hit]:
    """The playbooks that answer the query, the best first. One that was saved a moment ago is among them."""
    knowledge_refresh(_SOURCE)
    found = knowledge_search(query=query, user=None, within=[_SOURCE], limit=limit, one_each=True)
    rows = Playbook.objects.in_bulk([item.object_id for item in found])
    wanted = set(stems_of(query))
    return [_hit_make(rows[item.object_id], item, wanted) for item in found if item.object_id in rows]


def _hit_make(row: Playbook, item: Found, wanted: set[str]) -> Hit:
    return Hit(playbook=row.pk, title=row.title, score=item.score, excerpt=excerpt_of(row, item, wanted))


def excerpt_of(row: Playbook, item: Found, wanted: set[str]) -> str:
    """The text around the first word that was looked for, without Markdown's marks; else how the best piece begins."""
    text = _plain(row.content_markdown)
    place = _place_find(text, wanted - FAINT)
    if place is None:
        place = max(text.find(_plain(item.text)[:_LEAD]), 0)
        start = place
    else:
        start = 0 if place <= _LEAD else text.rfind(" ", 0, place - _LEAD) + 1
    excerpt = text[start : start + _EXCERPT]
    if start + len(excerpt) < len(text):
        excerpt = excerpt.rsplit(" ", 1)[0] + "…"
    return f"…{excerpt}" if start else excerpt


def _plain(markdown: str) -> str:
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", markdown)).split())


def _place_find(text: str, wanted: set[str]) -> int | None:
    return next((token.start for token in tokens_read(text) if token.stem in wanted), None)
