"""The sidebar: one group per room, made of the tables that are registered and the pages that rooms add."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from nessos.kernel.registry import Registry

SYSTEM = "system"
#: What belongs to no room but to the person stands beside the first page.
PERSONAL = "personal"
#: The groups in their order; every other app stands under the last.
ROOMS: dict[str, Any] = {
    "growth": _("GROWTH"),
    "ops": _("OPS"),
    "fin": _("FIN"),
    "people": _("PEOPLE"),
    "jur": _("JUR"),
    "gov": _("GOV"),
    "conversations": _("CONVERSATIONS"),
    "ai": _("AI"),
    SYSTEM: _("System"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    title: Any
    url_name: str
    icon: str
    order: int
    #: A permission's label, or a function of the request; none: everyone who is signed in.
    permission: str | Callable[[HttpRequest], bool] | None
    #: How many things wait there; nothing is shown for none.
    count: Callable[[HttpRequest], int] | None = None
    room: str = SYSTEM


_pages: Registry[Entry] = Registry("page of the sidebar")


def navigation_add(
    room: str,
    title: Any,
    url_name: str,
    *,
    icon: str,
    permission: str | Callable[[HttpRequest], bool] | None,
    order: int = 100,
    count: Callable[[HttpRequest], int] | None = None,
) -> None:
    """Put a page that is no table into a room's group, or beside the first page."""
    entry = Entry(
        room=room, title=title, url_name=url_name, icon=icon, permission=permission, order=order, count=count
    )
    _pages.register(url_name, entry)


def sidebar_pages() -> list[Entry]:
    return list(_pages)


def sidebar_read(request: HttpRequest) -> list[dict[str, Any]]:
    """What unfold's sidebar asks for, already without what this person may not read."""
    groups: dict[str, list[tuple[int, str, dict[str, Any]]]] = {room: [] for room in (PERSONAL, *ROOMS)}
    for room, order, item in [*_tables(request), *_added(request)]:
        groups[room].append((order, str(item["title"]), item))
    _mark_active(request.path, [item for group in groups.values() for _order, _title, item in group])
    listed = {
        room: [item for *_key, item in sorted(group, key=lambda each: each[:2])]
        for room, group in groups.items()
    }
    home = {"title": _("Home"), "icon": "home", "link": reverse("admin:index")}
    home["active"] = request.path == home["link"]
    return [
        {"items": [home, *listed.pop(PERSONAL)]},
        *(
            {"title": ROOMS[room], "separator": True, "items": items}
            for room, items in listed.items()
            if items
        ),
    ]


def _tables(request: HttpRequest) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for model, desk in admin.site._registry.items():
        if not getattr(desk, "in_navigation", True) or not desk.has_view_permission(request):
            continue
        meta = model._meta
        link = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        room = meta.app_label if meta.app_label in ROOMS else SYSTEM
        item = {
            "title": capfirst(str(meta.verbose_name_plural)),
            "icon": getattr(desk, "icon", "table_rows"),
            "link": link,
        }
        yield room, getattr(desk, "navigation_order", 100), item


def _added(request: HttpRequest) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for entry in _pages:
        if not _is_allowed(request, entry):
            continue
        item: dict[str, Any] = {
            "title": capfirst(str(entry.title)),
            "icon": entry.icon,
            "link": reverse(entry.url_name),
        }
        waiting = entry.count(request) if entry.count else 0
        yield entry.room, entry.order, {**item, **({"badge": str(waiting)} if waiting else {})}


def _is_allowed(request: HttpRequest, entry: Entry) -> bool:
    if entry.permission is None:
        return True
    if isinstance(entry.permission, str):
        return bool(request.user.has_perm(entry.permission))
    return entry.permission(request)


def _mark_active(path: str, items: list[dict[str, Any]]) -> None:
    """The entry with the longest address that the page lies under: a board is not its list."""
    above = [item for item in items if path.startswith(item["link"])]
    here = max(above, key=lambda item: len(item["link"]), default=None)
    for item in items:
        item["active"] = item is here
