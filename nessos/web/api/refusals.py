"""Which problem an exception is; none for what nobody foresaw."""

from collections.abc import Callable, Iterable
from typing import Any

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
from rest_framework import exceptions as drf

from nessos.kernel.errors import NessosError
from nessos.web.api.database_refusals import busy_problem, integrity_problem, protected_problem
from nessos.web.api.problem_shape import Fault, Problem, faults_flatten


def exception_problem(exception: Exception) -> Problem | None:
    return next((make(exception) for kinds, make in _MAKERS if isinstance(exception, kinds)), None)


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
        status=error.status_code,
        detail=str(error.detail),
        code="" if code in known else code,
        headers=headers,
    )


def _not_found(_error: Exception) -> Problem:
    return Problem(status=404, detail=_("There is no such record, or you may not see it."))


def _forbidden(error: Exception) -> Problem:
    return Problem(status=403, detail=str(error) or _("You may not do this."))


def _invalid(error: ValidationError) -> Problem:
    return Problem(status=400, errors=tuple(faults_flatten(validation_detail(error))))


def _out_of_range(_error: Exception) -> Problem:
    return Problem(status=400, detail=_("A value is outside what can be stored. Send a smaller one."))


def _too_large(_error: Exception) -> Problem:
    return Problem(status=413, detail=_("The body is larger than is taken here. Send less at once."))


def _not_understood(_error: Exception) -> Problem:
    return Problem(status=400, detail=_("The request was not understood."))


#: The first that fits: the particular before the general.
_MAKERS: list[tuple[tuple[type[Exception], ...], Callable[[Any], Problem]]] = [
    ((NessosError,), _ours),
    ((drf.APIException,), _rest),
    ((Http404,), _not_found),
    ((PermissionDenied,), _forbidden),
    ((ValidationError,), _invalid),
    ((ProtectedError, RestrictedError), protected_problem),
    ((IntegrityError,), integrity_problem),
    ((OperationalError,), busy_problem),
    ((OverflowError, DataError), _out_of_range),
    ((RequestDataTooBig,), _too_large),
    ((SuspiciousOperation, UnreadablePostError), _not_understood),
]
