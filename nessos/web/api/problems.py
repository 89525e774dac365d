"""Where errors leave: DRF's exception handler, and the handlers that ``nessos.urls`` names."""

import logging
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from nessos.kernel import context
from nessos.web.api.problem_shape import Problem, problem_response
from nessos.web.api.refusals import exception_problem
from nessos.web.language import is_program, language_of

logger = logging.getLogger("nessos.request")


def problem_handle(exception: Exception, about: dict[str, Any]) -> HttpResponse:
    """DRF's ``EXCEPTION_HANDLER``: nothing leaves the API but a problem."""
    request: HttpRequest = about["request"]._request
    problem = exception_problem(exception)
    if problem is None:
        # As Django does it: the test client re-raises on the signal, and the log holds the trace that nobody is sent.
        got_request_exception.send(sender=about["view"].__class__, request=request)
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        problem = _fault_of_ours(request)
    return problem_response(request, problem)


@csrf_exempt
def address_unknown(request: HttpRequest) -> HttpResponse:
    return problem_response(request, _not_found(request))


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    if not is_program(request):
        return defaults.bad_request(request, exception or Exception())
    problem = exception_problem(exception) if exception else None
    return problem_response(
        request, problem or Problem(status=400, detail=_("The request was not understood."))
    )


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    if not is_program(request):
        return defaults.permission_denied(request, exception or Exception())
    return problem_response(request, (exception and exception_problem(exception)) or Problem(status=403))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not is_program(request):
        return defaults.page_not_found(request, exception)
    return address_unknown(request)


def handler500(request: HttpRequest) -> HttpResponseBase:
    if not is_program(request):
        return defaults.server_error(request)
    return problem_response(request, _fault_of_ours(request))


def _not_found(request: HttpRequest) -> Problem:
    with translation.override(language_of(request)):
        sentence = _("There is nothing at %(path)s. See /api/v1/docs/ for the addresses there are.")
        return Problem(status=404, detail=sentence % {"path": request.path})


def _fault_of_ours(request: HttpRequest) -> Problem:
    with translation.override(language_of(request)):
        sentence = _(
            "This is a fault of ours, and has been logged. When you report it, quote the request id %(trace)s."
        )
        return Problem(status=500, detail=sentence % {"trace": context.trace_ensure()})
