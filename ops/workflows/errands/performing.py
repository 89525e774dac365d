"""One errand in its thread: nothing here touches the errand's row, so that only one thread of a worker writes."""

import logging
from typing import Any

from nessos.kernel.context import working_for
from nessos.kernel.crashpoints import crashpoint
from nessos.kernel.deadlines import time_limited
from nessos.kernel.errors import NessosError
from nessos.kernel.text import text_scrub
from ops.workflows.errands.claiming import Given
from ops.workflows.errands.judging import (
    error_judge,
    error_tell,
    look_up_failure_judge,
    look_up_find,
    never_happened_judge,
    nobody_judge,
)
from ops.workflows.errands.pauses import LONGEST_LOOKING
from ops.workflows.errands.performers import Done, performers
from ops.workflows.errands.verdicts import Verdict

log = logging.getLogger(__name__)


def errand_perform(given: Given) -> Verdict:
    """Do it, and say what became of it, whatever it raises."""
    crashpoint("errand.performing")
    try:
        with working_for(given.context), time_limited(given.timeout_seconds):
            verdict: Verdict = _scrub(performers[given.kind].perform(given.commission))
    except Exception as error:  # noqa: BLE001 - told on the errand
        _log_unexpected(error, given)
        verdict = error_judge(given, error)
    crashpoint("errand.performed")
    return verdict


def errand_look_up(given: Given) -> Verdict:
    """Ask what became of it. A look-up that fails says nothing, and is tried again."""
    look_up = look_up_find(given)
    if look_up is None:
        return nobody_judge(given)
    crashpoint("errand.looking")
    try:
        with working_for(given.context), time_limited(LONGEST_LOOKING):
            done = look_up(given.commission)
    except Exception as error:  # noqa: BLE001 - told on the errand
        _log_unexpected(error, given)
        return look_up_failure_judge(given, error_tell(error))
    return never_happened_judge(given) if done is None else _scrub(done)


def _scrub(done: Done) -> Done:
    """A vendor's answer is kept as far as a column can hold it."""
    return Done(output=_scrub_value(done.output), details=_scrub_value(done.details))


def _scrub_value(value: Any) -> Any:
    if isinstance(value, str):
        return text_scrub(value)
    if isinstance(value, dict):
        return {_scrub_value(key): _scrub_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_scrub_value(each) for each in value]
    return value


def _log_unexpected(error: Exception, given: Given) -> None:
    if not isinstance(error, NessosError):
        log.error(
            "an errand failed unexpectedly: %s", given.name, exc_info=error, extra={"errand": given.key}
        )
