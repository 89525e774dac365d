"""What the database refused, in the words of the constraint that refused it."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError, OperationalError
from django.db.models import BaseConstraint, Model, ProtectedError, RestrictedError, UniqueConstraint
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg import Error as PostgresError
from psycopg import errors as postgres

from nessos.web.api.problem_shape import Fault, Problem

#: So many of the rows that stand in the way are named.
NAMED = 3
_KEY_COLUMNS = re.compile(r"\((?P<columns>[^()]+)\)=")
_BUSY = (postgres.LockNotAvailable, postgres.DeadlockDetected, postgres.SerializationFailure)


def integrity_problem(error: IntegrityError) -> Problem:
    """409 where another row stands in the way, 400 where the row itself is wrong."""
    match error.__cause__:
        case postgres.UniqueViolation() | postgres.ExclusionViolation() as cause:
            return _of_row(cause, status=409)
        case postgres.ForeignKeyViolation() as cause:
            return _of_key(cause)
        case PostgresError() as cause:
            return _of_row(cause, status=400)
    return Problem(
        status=409, detail=_("This contradicts what is stored. Load it again and repeat your change.")
    )


def protected_problem(error: ProtectedError | RestrictedError) -> Problem:
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    sentence = _("It cannot be deleted, because it is in use by %(users)s. Change or delete these first.")
    return Problem(status=409, code="in_use", detail=sentence % {"users": _users_tell(rows)})


def busy_problem(error: OperationalError) -> Problem:
    """Someone else holds the row: temporary, and the transaction is gone."""
    if isinstance(error.__cause__, _BUSY):
        detail = _("Someone else is changing the same record. Repeat your request.")
        return Problem(status=409, code="busy", detail=detail, headers={"Retry-After": "1"})
    detail = _("The database cannot be reached right now. Repeat your request in a moment.")
    return Problem(status=503, detail=detail, headers={"Retry-After": "5"})


def _of_row(cause: PostgresError, *, status: int) -> Problem:
    model = _models_by_table().get(cause.diag.table_name or "")
    constraint = _constraints_by_name().get(cause.diag.constraint_name or "")
    names = _fields_named(model, cause)
    if constraint is not None:
        sentence = _sentence(constraint, model)
    elif isinstance(cause, postgres.UniqueViolation) and model is not None and names:
        sentence = _taken(model, names)
    elif isinstance(cause, postgres.NotNullViolation):
        sentence = _("This field cannot be empty.")
    else:
        sentence = _("This contradicts a rule of the record.")
    fault = Fault(names[0] if len(names) == 1 else "", sentence)
    return Problem(status=status, detail=sentence, errors=(fault,))


def _of_key(cause: PostgresError) -> Problem:
    """A row that is pointed at: gone already when we write, or still in use when we delete."""
    detail = cause.diag.message_detail or ""
    model = _models_by_table().get(cause.diag.table_name or "")
    if "still referenced" in detail:
        users = capfirst(model._meta.verbose_name_plural) if model else cause.diag.table_name
        sentence = _("It cannot be deleted, because it is in use by %(users)s. Change or delete these first.")
        return Problem(status=409, code="in_use", detail=sentence % {"users": users})
    names = _fields_named(model, cause)
    sentence = _("The record that this points at is gone.")
    return Problem(status=409, detail=sentence, errors=(Fault(names[0] if names else "", sentence),))


def _sentence(constraint: BaseConstraint, model: type[Model] | None) -> str:
    told = str(constraint.get_violation_error_message())
    said_nothing = told == constraint.default_violation_error_message % {"name": constraint.name}
    if said_nothing and isinstance(constraint, UniqueConstraint) and constraint.fields and model is not None:
        return _taken(model, list(constraint.fields))
    return told


def _taken(model: type[Model], names: list[str]) -> str:
    error = model().unique_error_message(model, tuple(names))
    return " ".join(error.messages)


def _fields_named(model: type[Model] | None, cause: PostgresError) -> list[str]:
    """The fields behind the columns that PostgreSQL names; none for an expression."""
    if model is None:
        return []
    found = _KEY_COLUMNS.search(cause.diag.message_detail or "")
    columns = found["columns"].split(", ") if found else [cause.diag.column_name or ""]
    by_column = {field.column: field.name for field in model._meta.concrete_fields}
    return [by_column[column] for column in columns if column in by_column]


def _users_tell(rows: Iterable[Any]) -> str:
    """ "2 services (Coleta seletiva, Destinação) and 1 post (…)"."""
    by_model: dict[type[Model], list[str]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(str(row))
    return get_text_list([_kind_tell(model, names) for model, names in by_model.items()], _("and"))


def _kind_tell(model: type[Model], names: list[str]) -> str:
    kind = model._meta.verbose_name if len(names) == 1 else model._meta.verbose_name_plural
    told = sorted(names)[:NAMED]
    left = len(names) - len(told)
    if left:
        told.append(ngettext("%(count)d more", "%(count)d more", left) % {"count": left})
    return f"{len(names)} {kind} ({', '.join(told)})"


@cache
def _models_by_table() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@cache
def _constraints_by_name() -> dict[str, BaseConstraint]:
    models = apps.get_models(include_auto_created=True)
    found = [constraint for model in models for constraint in model._meta.constraints]
    assert max(Counter(constraint.name for constraint in found).values(), default=1) == 1
    return {constraint.name: constraint for constraint in found}
