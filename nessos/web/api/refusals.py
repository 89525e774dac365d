"""Which problem an exception is; none for what nobody foresaw."""

from collections.abc import Iterable
from typing import Any

from rest_framework import exceptions as drf

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _

from nessos.kernel.errors import NessosError
from nessos.web.api.database_refusals import busy_problem, integrity_problem, protected_problem
from nessos.web.api.problem_shape import Fault, Problem, faults_flatten


def exception_problem(exception: Exception) -> Problem | None:
    match exception:
        case NessosError():
            return _ours(exception)
        case drf.APIException():
            return _rest(exception)
        case Http404():
            return Problem(status=404, detail=_("There is no such record, or you may not see it."))
        case PermissionDenied():
            return Problem(status=403, detail=str(exception) or _("You may not do this."))
        case ValidationError():
            return Problem(status=400, errors=tuple(faults_flatten(validation_detail(exception))))
        case ProtectedError() | RestrictedError():
            return protected_problem(exception)
        case IntegrityError():
            return integrity_problem(exception)
        case OperationalError():
            return busy_problem(exception)
        case OverflowError() | DataError():
            return Problem(status=400, detail=_("A value is outside what can be stored. Send a smaller one."))
        case RequestDataTooBig():
            return Problem(status=413, detail=_("The body is larger than is taken here. Send less at once."))
        case SuspiciousOperation() | UnreadablePostError():
            return Problem(status=400, detail=_("The request was not understood."))
    return None


def validation_detail(error: ValidationError) -> Any:
    """Django's error as the dictionary, or list, that it holds."""
    if hasattr(error, "error_dict"):
        whole = NON_FIELD_ERRORS
        return {("" if name == whole else name): messages for name, messages in error.message_dict.items()}
    return error.messages


def _ours(error: NessosError) -> Problem:
    """An error may carry more than its sentence: ``errors`` ({"path", "message"} each) and ``retry_after`` seconds."""
    wait = getattr(error, "retry_after", None)
    return Problem(
        status=error.status,
        code=error.code,
        detail=str(error),
        errors=tuple(_faults_read(getattr(error, "errors", ()))),
        headers={"Retry-After": str(wait)} if wait is not None else {},
    )


def _faults_read(given: Iterable[Any]) -> Iterable[Fault]:
    for fault in given:
        if isinstance(fault, dict):
            yield Fault(str(fault["path"]), str(fault["message"]))
        else:
            yield Fault(str(fault.path), str(fault.message))


def _rest(error: drf.APIException) -> Problem:
    if isinstance(error, drf.ValidationError):
        return Problem(status=400, errors=tuple(faults_flatten(error.detail)))
    headers = {}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    code = getattr(error.detail, "code", "")
    known = {"error", "parse_error", "permission_denied", "not_acceptable"}
    return Problem(
        status=error.status_code, detail=str(error.detail), code="" if code in known else code, headers=headers
    )
