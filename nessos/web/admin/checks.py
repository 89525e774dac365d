"""System checks of the desk's tables. They ask the models, not the database: they run before it is migrated."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core import checks
from django.urls import NoReverseMatch, reverse
from unfold.checks import UnfoldModelAdminChecks

from nessos.web.admin.navigation import Entry, sidebar_pages


class DeskChecks(UnfoldModelAdminChecks):
    def _check_unfold_action_permission_methods(self, obj: Any) -> list[checks.CheckMessage]:
        names = ("list", "detail", "row", "submit_line")
        actions = [action for name in names for action in getattr(obj, f"_get_base_actions_{name}")()]
        return [fault for action in actions for fault in _faults(type(obj), action)]


def _faults(desk: type, action: Any) -> Iterator[checks.CheckMessage]:
    method = action.method
    name = getattr(method, "original_function_name", action.action_name)
    for permission in getattr(method, "allowed_permissions", ()):
        known = (
            permission in _permissions()
            if "." in permission
            else hasattr(desk, f"has_{permission}_permission")
        )
        if not known:
            sentence = f"The button {name} of {desk.__name__} asks for {permission}, which does not exist."
            yield checks.Error(sentence, obj=desk, id="nessos.E201")
    if action.dialog is None and not getattr(method, "is_reading", False):
        yield checks.Error(
            f"The button {name} of {desk.__name__} is a plain action of unfold, which runs on GET.",
            hint="Use room_button, or reading_button when it changes nothing.",
            obj=desk,
            id="nessos.E202",
        )


@cache
def _permissions() -> frozenset[str]:
    """Every permission that the models declare, ``app.codename``."""
    found = set()
    for model in apps.get_models():
        meta = model._meta
        found |= {
            f"{meta.app_label}.{get_permission_codename(verb, meta)}" for verb in meta.default_permissions
        }
        found |= {f"{meta.app_label}.{codename}" for codename, _name in meta.permissions}
    return frozenset(found)


@checks.register(checks.Tags.urls)
def sidebar_check(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A page in the sidebar that has no address would break every page."""
    return [fault for entry in sidebar_pages() for fault in _address_fault(entry)]


def _address_fault(entry: Entry) -> Iterator[checks.CheckMessage]:
    try:
        reverse(entry.url_name)
    except NoReverseMatch as error:
        sentence = f"The sidebar's page {entry.url_name} has no address: {error}"
        yield checks.Error(sentence, hint="Name it in navigation_add as urls.py does.", id="nessos.E203")
