"""``/api/v1/``: every room's addresses, the document that describes them, and an answer for all the others."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, include, path, re_path, resolve
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

from nessos.web.api.problems import address_unknown

_DESCRIBED = "schema"


def room_urls(*rooms: str) -> Any:
    """What ``path("api/v1/", …)`` takes: the ``router`` of each room's ``api`` module, or of the module itself."""
    patterns: list[Any] = [
        path("schema/", SchemaView.as_view(), name=_DESCRIBED),
        path("docs/", DocsView.as_view(url_name=_DESCRIBED), name="docs"),
    ]
    for room in rooms:
        patterns += _api_module(room).router.urls
    return include([*patterns, re_path(r"^.*[^/]$", slash_forgive), re_path("", address_unknown)])


class SchemaView(SpectacularAPIView):
    permission_classes = [IsAuthenticated]
    #: JSON unless YAML is asked for: a program that names nothing reads JSON.
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2]


class DocsView(SpectacularSwaggerSplitView):
    permission_classes = [IsAuthenticated]


@csrf_exempt
def slash_forgive(request: HttpRequest) -> HttpResponseBase:
    """``/api/v1/leads`` is ``/api/v1/leads/``. Answered here and now: a redirected POST would arrive as a GET."""
    try:
        match = resolve(f"{request.path_info}/")
    except Resolver404:
        return address_unknown(request)
    request.resolver_match = match
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer


def _api_module(room: str) -> Any:
    has_own = find_spec(room).submodule_search_locations is not None  # type: ignore[union-attr]
    return import_module(f"{room}.api" if has_own else room)
