"""What the database or a rule refused, as sentences at the right field: those that the API tells, told on a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from nessos.kernel.errors import NessosError
from nessos.web.api.database_refusals import busy_problem, integrity_problem

#: What may come out of a save or a deletion that is the user's to mend, not a fault of the program.
REFUSALS = (DatabaseError, NessosError, ValidationError)
_BUSY = 409


@dataclass(frozen=True)
class Refusal:
    #: The form field that it speaks of, none for the whole record.
    field: str | None
    sentence: str


def refusals_read(error: Exception) -> list[Refusal]:
    """The sentences of an error; an error that is no refusal is raised again."""
    match error:
        case ValidationError():
            return list(_of_validation(error))
        case NessosError():
            return [Refusal(None, str(error))]
        case ProtectedError(protected_objects=rows) | RestrictedError(restricted_objects=rows):
            return [Refusal(None, held_sentence({type(row) for row in rows}))]
        case IntegrityError():
            return list(_of_integrity(error))
        case DataError():
            return [Refusal(None, _("A value does not fit: it is too long, too large or of the wrong kind."))]
        case OperationalError() if (problem := busy_problem(error)).status == _BUSY:
            return [Refusal(None, str(problem.detail))]
    raise error


def held_sentence(models: set[type[Model]]) -> str:
    """Kinds only: which rows they are, not everyone may read."""
    names = sorted(str(model._meta.verbose_name_plural) for model in models)
    return _("This cannot be deleted: %(names)s still refer to it. Delete them or change them first.") % {
        "names": get_text_list(names, _("and"))
    }


def _of_validation(error: ValidationError) -> Iterator[Refusal]:
    if not hasattr(error, "error_dict"):
        yield from (Refusal(None, sentence) for sentence in error.messages)
        return
    for field, sentences in error.message_dict.items():
        yield from (Refusal(None if field == NON_FIELD_ERRORS else field, sentence) for sentence in sentences)


def _of_integrity(error: IntegrityError) -> Iterator[Refusal]:
    problem = integrity_problem(error)
    for fault in problem.errors:
        yield Refusal(fault.path or None, str(fault.message))
    if not problem.errors:
        yield Refusal(None, str(problem.detail))
