"""RFC 9457: the one shape of every error under ``/api/`` and ``/webhooks/``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.web.language import language_of

MEDIA_TYPE = "application/problem+json"
#: A thousand wrong entries of a list are told no better than a hundred.
FAULTS_LISTED = 100
#: So many faults are spelled out in the detail.
FAULTS_TOLD = 3
#: Names under which Django and DRF file what is wrong with the whole.
WHOLE = {"non_field_errors", "__all__", ""}

_TITLES: dict[int, str | Promise] = {
    400: gettext_lazy("The request is not valid"),
    401: gettext_lazy("Login or token required"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    406: gettext_lazy("No such format"),
    409: gettext_lazy("Conflict"),
    413: gettext_lazy("The body is too large"),
    415: gettext_lazy("Unsupported media type"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something went wrong"),
    503: gettext_lazy("Not available right now"),
}
_CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
    500: "error",
    503: "unavailable",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``steps[2].expression``, ``email``, or "" for the whole."""

    path: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    status: int
    #: What happened, and what to do next. Left out: the faults are told instead.
    detail: str = ""
    #: Stable, for programs; it becomes the problem's type.
    code: str = ""
    errors: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        code = self.code or _CODES.get(self.status, "error")
        return {
            "type": f"urn:nessos:problem:{code}",
            "title": str(_TITLES.get(self.status, _TITLES[500])),
            "status": self.status,
            "detail": self.detail or _faults_tell(self.errors),
            "errors": [
                {"path": fault.path, "message": fault.message} for fault in self.errors[:FAULTS_LISTED]
            ],
        }


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    with translation.override(language_of(request)):
        body = json.dumps(problem.as_dict(), ensure_ascii=False)
    # Half a surrogate pair, quoted from what was sent, has no UTF-8.
    content = body.encode("utf-8", "replace")
    return HttpResponse(
        content, status=problem.status, content_type=MEDIA_TYPE, headers=dict(problem.headers)
    )


def faults_flatten(detail: Any, path: str = "") -> Iterator[Fault]:
    """Walk the nested errors of Django, DRF or ours down to one sentence each, with the path that leads there."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from faults_flatten(inner, path if name in WHOLE else path_join(path, name))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            # A list of sentences speaks of one place; a list of objects speaks of that many rows.
            yield from faults_flatten(inner, path_join(path, index) if isinstance(inner, Mapping) else path)
    else:
        yield Fault(path, str(detail))


def path_join(path: str, name: object) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def _faults_tell(faults: Sequence[Fault]) -> str:
    told = [
        f"{fault.path}: {fault.message}" if fault.path else fault.message for fault in faults[:FAULTS_TOLD]
    ]
    if len(faults) > FAULTS_TOLD:
        told.append(_("%(count)d more: see errors.") % {"count": len(faults) - FAULTS_TOLD})
    return " ".join(told)
