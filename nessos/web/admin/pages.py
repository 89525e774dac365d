"""The frame of a page that is no table: signed in, permitted, with sidebar and title."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic.base import ContextMixin, View


class RoomPage(AccessMixin, ContextMixin, View):
    """Put in front of a Django view: ``class Timer(RoomPage, TemplateView)``; its template extends ``base.html``."""

    title: Any = ""
    subtitle: Any = ""
    #: One permission or several, all of them needed; an empty one admits everyone who is signed in.
    permission: str | tuple[str, ...]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        if not request.user.has_perms([each for each in wanted if each]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {"title": self.get_title(), "subtitle": self.subtitle, "is_nav_sidebar_enabled": True}
        return super().get_context_data(**{**admin.site.each_context(self.request), **frame, **kwargs})

    def get_title(self) -> Any:
        return self.title
