"""The search over everything: a few rows of every table that the person may read, within a bound of time."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.contrib.admin import AdminSite
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.dataclasses import SearchResult

from nessos.kernel.text import fold
from nessos.web.admin.links import admin_link
from nessos.web.admin.navigation import sidebar_read

log = logging.getLogger(__name__)

PAGE = 100
LONGEST = 100
SHORTEST = 2
ROWS_PER_TABLE = 5
#: A table that takes longer is passed over, and after this much in all the search ends with what it has.
TABLE_MILLISECONDS = 300
SECONDS = 1.5


@dataclass(frozen=True)
class Found:
    results: list[SearchResult]
    seconds: float


def palette_search(request: HttpRequest, site: AdminSite, term: str) -> Found | None:
    """None when there is nothing to look for."""
    begun = monotonic()
    term = term.replace("\x00", "").strip()[:LONGEST]
    if len(term) < SHORTEST:
        return None
    results = list(_pages(request, term))
    for model, desk in site._registry.items():
        if monotonic() - begun > SECONDS:
            break
        if desk.has_view_permission(request) and desk.get_search_fields(request):
            results += _rows(request, model, desk, term)
    return Found(results, monotonic() - begun)


def _pages(request: HttpRequest, term: str) -> Iterator[SearchResult]:
    wanted = fold(term)
    for group in sidebar_read(request):
        for item in group["items"]:
            if wanted in fold(str(item["title"])):
                yield SearchResult(
                    title=str(item["title"]),
                    description=str(group.get("title", "")),
                    link=item["link"],
                    icon=item["icon"],
                )


def _rows(request: HttpRequest, model: Any, desk: Any, term: str) -> list[SearchResult]:
    rows, _duplicates = desk.get_search_results(request, desk.get_queryset(request).order_by("-pk"), term)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(TABLE_MILLISECONDS)])
            hits = list(rows[:ROWS_PER_TABLE])
    except OperationalError:
        log.info(
            "the search passed over a table that took too long", extra={"table": model._meta.label_lower}
        )
        return []
    kind, icon = capfirst(str(model._meta.verbose_name)), getattr(desk, "icon", "table_rows")
    return [SearchResult(title=str(row), description=kind, link=admin_link(row), icon=icon) for row in hits]
