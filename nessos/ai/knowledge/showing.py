"""What people see of an answer: the words they looked for are marked, and a likeness is a plain word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.analysing import FAINT, stems_of, tokens_read
from nessos.ai.knowledge.answering.quoting import shares_held
from nessos.ai.knowledge.answering.shapes import Citation
from nessos.ai.knowledge.models import Document
from nessos.ai.knowledge.sources import Source, sources
from nessos.web.access import Person
from nessos.web.admin import admin_link

_EXCERPT, _LEAD = 420, 90
_VERY, _WELL = 0.8, 0.4


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A citation as a page shows it."""

    number: int
    title: str
    heading: str
    excerpt: SafeString
    kind: str
    link: str
    fit: str | Promise


def sources_of(user: Person) -> list[Source]:
    """Those of which this person may read anything at all."""
    return [source for source in sources if user.has_perm(source.permission)]


def source_label(source: Source) -> str:
    return capfirst(str(source.model._meta.verbose_name_plural))


def kind_tell(name: str) -> str:
    """What one text of this source is; a source that is gone keeps its name."""
    source = sources.get(name)
    return capfirst(str(source.model._meta.verbose_name)) if source else name


def titles_of(documents: Iterable[Document], user: Person) -> dict[UUID, str]:
    """Of the texts that this person may read, by their records' keys."""
    wanted: dict[str, list[UUID]] = {}
    for document in documents:
        wanted.setdefault(document.source, []).append(document.object_id)
    return {
        row.pk: source.title(row)
        for name, keys in wanted.items()
        if (source := sources.get(name)) is not None
        for row in source.readable(user).filter(pk__in=keys)
    }


def cited_show(citations: Sequence[Citation], question: str, user: Person) -> list[Cited]:
    rows = _rows_read(citations, user)
    wanted = set(stems_of(question)) - FAINT
    return [
        Cited(
            number=item.number,
            title=item.title,
            heading=item.heading,
            excerpt=words_mark(item.text, wanted),
            kind=kind_tell(item.source),
            link=admin_link(rows[item.record]) if item.record in rows else "",
            fit=fit_tell(share),
        )
        for item, share in zip(citations, shares_held(question, citations), strict=True)
    ]


def fit_tell(share: float) -> str | Promise:
    """By how much of the question it holds: its score says only in which place it came."""
    if share >= _VERY:
        return _("fits very well")
    return _("fits well") if share >= _WELL else _("touches on it")


def words_mark(text: str, wanted: set[str]) -> SafeString:
    """The text around the first word that was looked for, each of them marked; everything else escaped."""
    places = [
        (token.start, _end_of(text, token.start)) for token in tokens_read(text) if token.stem in wanted
    ]
    begin, end = _window(text, places[0][0] if places else 0)
    inside = [(one, other) for one, other in dict.fromkeys(places) if begin <= one and other <= end]
    parts = format_html_join("", "{}", ((part,) for part in _parts(text, inside, begin, end)))
    return format_html("{}{}{}", "…" if begin else "", parts, "…" if end < len(text) else "")


def readers_only(request: HttpRequest) -> bool:
    """For the sidebar: who may read nothing has nothing to ask."""
    return bool(sources_of(request.user))


def _rows_read(citations: Sequence[Citation], user: Person) -> dict[UUID, Any]:
    wanted: dict[str, list[UUID]] = {}
    for item in citations:
        wanted.setdefault(item.source, []).append(item.record)
    return {
        row.pk: row
        for name, keys in wanted.items()
        for row in sources[name].readable(user).filter(pk__in=keys)
    }


def _window(text: str, first: int) -> tuple[int, int]:
    begin = 0 if first <= _LEAD else text.rfind(" ", 0, first - _LEAD) + 1
    end = begin + _EXCERPT
    return (
        (begin, len(text)) if end >= len(text) else (begin, max(text.rfind(" ", begin + 1, end), first + 1))
    )


def _end_of(text: str, start: int) -> int:
    end = start
    while end < len(text) and not text[end].isspace() and text[end] not in '.,;:!?()[]"“”|':
        end += 1
    return max(end, start + 1)


def _parts(text: str, places: list[tuple[int, int]], begin: int, end: int) -> Iterator[str | SafeString]:
    at = begin
    for one, other in places:
        if one < at:
            continue
        yield text[at:one]
        yield format_html("<mark>{}</mark>", text[one:other])
        at = other
    yield text[at:end]
