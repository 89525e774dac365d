"""The outcomes that came back together, written together; what one of them breaks, it breaks for itself."""

import logging
from collections.abc import Sequence

from django.db import DataError, IntegrityError

from ops.workflows.errands.claiming import Given
from ops.workflows.errands.judging import unstorable_judge
from ops.workflows.errands.settling import errand_settle, errands_settle
from ops.workflows.errands.verdicts import Verdict

log = logging.getLogger(__name__)

#: Of what was answered, and not of the connection: it would be the same the next time.
_UNSTORABLE = (DataError, IntegrityError, TypeError, ValueError)


def verdicts_write(told: Sequence[tuple[Given, Verdict]]) -> None:
    """All of them are written when it returns, or came late. Raises when the database is away."""
    try:
        written = errands_settle(told)
    except _UNSTORABLE:
        written = [_verdict_write(given, verdict) for given, verdict in told]
    for (given, _verdict), is_written in zip(told, written, strict=True):
        if not is_written:
            log.warning("an errand's outcome came late and was not taken", extra={"errand": given.key})


def _verdict_write(given: Given, verdict: Verdict) -> bool:
    try:
        return errand_settle(given, verdict)
    except _UNSTORABLE as error:
        log.exception("the outcome of an errand cannot be stored", extra={"errand": given.key})
        return errand_settle(given, unstorable_judge(given, error))
