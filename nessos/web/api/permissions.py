"""Deny by default: what a view does not declare, nobody may."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

_VERBS = {
    "GET": "view",
    "HEAD": "view",
    "POST": "add",
    "PUT": "change",
    "PATCH": "change",
    "DELETE": "delete",
}


class ModelPermissions(BasePermission):
    """Django's model permissions, reading included.

    A view names others in ``permissions``, by action (or by method, in lower case):
    ``permissions = {"publish": ("ops.publish_workflow",)}``. An empty tuple asks for a login alone.
    """

    message: str | None = None

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if not _is_served(request, view):
            raise MethodNotAllowed(request.method or "")
        codes = codes_needed(request.method or "", view)
        if codes is None:
            self.message = _("Nobody may do this here.")
            return False
        missing = [code for code in codes if not request.user.has_perm(code)]
        if missing:
            sentence = _("You may not do this. Ask an administrator for the permission %(permission)s.")
            self.message = sentence % {"permission": ", ".join(missing)}
        return not missing


def codes_needed(method: str, view: Any) -> tuple[str, ...] | None:
    """The permissions that this view asks for; none where it declares nothing."""
    declared: dict[str, tuple[str, ...]] = getattr(view, "permissions", {})
    for name in (getattr(view, "action", None), method.lower()):
        if name in declared:
            return declared[name]
    queryset = getattr(view, "queryset", None)
    if queryset is None or method not in _VERBS:
        return None
    return (model_code(queryset.model, _VERBS[method]),)


def model_code(model: type[Model], verb: str) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def _is_served(request: Request, view: Any) -> bool:
    """Whether there is anything here to be permitted: a wrong method is 405 for everyone who is logged in."""
    method = (request.method or "").lower()
    return method in view.http_method_names and hasattr(view, method)
