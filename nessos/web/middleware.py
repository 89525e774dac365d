"""What every request passes: its trace, its language, its person, and the policy its page runs under.

All of it is plain synchronous code. Under ASGI, Django then runs the whole chain in one worker thread; an asynchronous
link between synchronous ones would cost two thread changes for each request that passes it.
"""

import io
import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from nessos.kernel import context, metrics
from nessos.web.language import is_program, person_language, program_language

logger = logging.getLogger("nessos.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

TRACE_HEADER = "X-Request-ID"

#: 'unsafe-eval' is Alpine's, which compiles the attributes of our own pages.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class TraceMiddleware:
    """Outermost: puts the trace in force, answers with its id, logs and counts the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        trace_id = context.trace_accept(request.headers.get(TRACE_HEADER))
        with context.working_for(context.Context(trace_id=trace_id)):
            _length_measure(request)
            response = self.get_response(request)
            response[TRACE_HEADER] = trace_id
            _request_record(request, response, perf_counter() - started)
        return response


class LanguageMiddleware(LocaleMiddleware):
    """People get the language that they chose, else Portuguese; programs that of their header, else English."""

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(program_language(request) if is_program(request) else person_language(request))
        request.LANGUAGE_CODE = translation.get_language()


class ActorMiddleware:
    """Who is at the keyboard, when a session says so; a token's person enters as soon as the API has read the token."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without the cookie there is nobody to look up, and a probe or a webhook costs no query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            context.actor_enter(request.user.pk)
        return self.get_response(request)


class ContentPolicyMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("X-Content-Type-Options", "nosniff")
        if is_program(request) and isinstance(response, HttpResponse):
            response.setdefault(
                "Cache-Control", "no-store"
            )  # what one person may see belongs in no shared cache
        return response


def _length_measure(request: HttpRequest) -> None:
    """State the length of a body that came in chunks: DRF takes a body without a stated length for none at all.

    Under ASGI the whole body has arrived, in a file of its own, before the first middleware runs.
    """
    if not isinstance(request, ASGIRequest) or request.META.get("CONTENT_LENGTH"):
        return
    body = request._stream
    body.seek(0, io.SEEK_END)
    request.META["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)


def _request_record(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    method = request.method or ""
    route = request.resolver_match.route if request.resolver_match else None
    metrics.request_observed(method, route, response.status_code, seconds)
    milliseconds = round(seconds * 1000, 1)
    logger.info(
        "%s %s %s in %s ms",
        method,
        route or "unmatched",
        response.status_code,
        milliseconds,
        extra={
            "method": method,
            "route": route or "unmatched",
            "status": response.status_code,
            "ms": milliseconds,
            "user_id": context.current().actor_id,
        },
    )
