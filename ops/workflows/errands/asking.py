"""Asking: the intent, written in the transaction of the step that has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ops.workflows.errands.reading import errands_read, outcome_tell, work_key
from ops.workflows.errands.waking import errands_wake
from ops.workflows.executing.outcomes import Outcome, Work
from ops.workflows.models import Errand


@dataclass(frozen=True, kw_only=True)
class Ask:
    work: Work
    kind: str
    name: str
    #: Plain JSON, which its performer will read.
    input: dict[str, Any]


def errands_ask(asks: Sequence[Ask]) -> list[Outcome]:
    """At the first look at steps: ask, with one statement, and answer that it is under way.

    An attempt that was asked for already is not asked for again: how it stands is told.
    """
    rows = [_errand_make(ask) for ask in asks]
    Errand.objects.bulk_create(rows, ignore_conflicts=True)
    errands_wake()
    found = errands_read([ask.work for ask in asks])
    return [outcome_tell(found.get(row.key)) for row in rows]


def _errand_make(ask: Ask) -> Errand:
    claimed = ask.work.claimed
    return Errand(
        step_id=claimed.id,
        run_id=claimed.run_id,
        kind=ask.kind,
        name=ask.name,
        key=work_key(ask.work),
        input=ask.input,
        timeout_seconds=ask.work.step.timeout_seconds,
        created_at=ask.work.now,
    )
