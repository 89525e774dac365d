"""For machines that watch this one: alive, ready, and the numbers. No login, no personal data, never cached."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from nessos.kernel import metrics as kernel_metrics
from nessos.pages.readiness import prober

View = Callable[[HttpRequest], HttpResponse]

#: Any of these says that somebody stands between us and whoever asks.
_PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def _watched(view: View) -> View:
    """GET and HEAD alone, for anybody, and kept by no cache."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        allowed = request.method in {"GET", "HEAD"}
        response = view(request) if allowed else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        return response

    return answer


@_watched
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. It does not ask the database: restarting us would not bring that back."""
    return JsonResponse({"status": "ok"})


@_watched
def readyz(_request: HttpRequest) -> HttpResponse:
    findings = prober.ask()
    reasons = findings.reasons()
    status = "not ready" if reasons else "ready"
    told = {"status": status, "checks": findings.checks(), "reasons": reasons}
    response = JsonResponse(told, status=503 if reasons else 200)
    # "Not yet" is an answer, no fault of ours: the request's own line says it, and no error is logged beside it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@_watched
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever has ``METRICS_TOKEN``; without one set, whoever asks from this very machine."""
    if settings.METRICS_TOKEN:
        if not _has_token(request, settings.METRICS_TOKEN):
            sentence = _("Send the metrics token: Authorization: Bearer <METRICS_TOKEN>.")
            return HttpResponse(
                sentence, status=401, headers={"WWW-Authenticate": "Bearer"}, content_type=_PLAIN
            )
    elif not _is_loopback(request):
        sentence = _("Metrics are for this machine alone. Set METRICS_TOKEN to read them from elsewhere.")
        return HttpResponse(sentence, status=403, content_type=_PLAIN)
    return HttpResponse(kernel_metrics.exposition_make(), content_type=kernel_metrics.CONTENT_TYPE)


_PLAIN = "text/plain; charset=utf-8"


def _has_token(request: HttpRequest, token: str) -> bool:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    # As bytes: compare_digest refuses text that is not ASCII, and headers may be anything.
    same = compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
    return same and scheme.lower() == "bearer"


def _is_loopback(request: HttpRequest) -> bool:
    if any(header in request.headers for header in _PROXY_HEADERS):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket has no address: a proxy is behind it
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
