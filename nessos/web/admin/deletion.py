"""What a deletion would take with it, and what stands in its way, told within what the person may read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from nessos.web.admin.choices import readable
from nessos.web.admin.links import admin_link

#: Rows of one kind that are named; the rest is counted.
NAMED = 20

Told = tuple[list[Any], dict[str, int], set[str], list[str]]


def deletion_read(rows: list[Model], request: HttpRequest, site: AdminSite) -> Told:
    """What Django's deletion pages ask for: what goes, how many of each kind, what is forbidden, what holds."""
    if not rows:
        return [], {}, set(), []
    collector = NestedObjects(using=rows[0]._state.db or DEFAULT_DB_ALIAS, origin=rows)
    collector.collect(rows)
    gone = [row for group in collector.model_objs.values() for row in group]
    kinds: Mapping[Any, Collection[Model]] = collector.model_objs
    counts = {str(model._meta.verbose_name_plural): len(group) for model, group in kinds.items()}
    return (
        list(_named(gone, request)),
        counts,
        _forbidden(gone, request, site),
        list(_named(collector.protected, request)),
    )


def _forbidden(rows: list[Model], request: HttpRequest, site: AdminSite) -> set[str]:
    """Kinds that this person may not delete; what no page manages goes with its parent."""
    lacking = set()
    for row in rows:
        desk = site._registry.get(type(row))
        if desk is not None and not desk.has_delete_permission(request, row):
            lacking.add(str(row._meta.verbose_name))
    return lacking


def _named(rows: Iterable[Model], request: HttpRequest) -> Iterable[str]:
    kinds: dict[type[Model], list[Model]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for model, group in kinds.items():
        known = set(
            readable(request, model)
            .filter(pk__in=[row.pk for row in group[:NAMED]])
            .values_list("pk", flat=True)
        )
        shown = [row for row in group[:NAMED] if row.pk in known]
        yield from (_line(row) for row in shown)
        if rest := len(group) - len(shown):
            yield _("%(count)d more: %(names)s") % {"count": rest, "names": model._meta.verbose_name_plural}


def _line(row: Model) -> str:
    kind, link = capfirst(str(row._meta.verbose_name)), admin_link(row)
    if not link:
        return f"{kind}: {row}"
    return format_html('{}: <a href="{}">{}</a>', kind, link, row)
