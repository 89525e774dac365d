"""Many ``db_query`` steps with a few statements: reads by id of one model together, writes by id together."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from nessos.eventlog.announcing import Announcing
from nessos.eventlog.writing import RowWrite, rows_write
from nessos.offers.records import RecordOffer
from ops.workflows.errors import StepFault
from ops.workflows.executing.db_query import (
    input_fill,
    lookups_make,
    no_record,
    offer_find,
    query_do,
    values_check,
)
from ops.workflows.executing.guarding import LOCK_PAUSE, works_guard
from ops.workflows.executing.kinds import kind_add
from ops.workflows.executing.outcomes import Completed, DoAll, Failed, Outcome, Postponed, Work


def queries_do(works: Sequence[Work]) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    for way, group in _groups(works):
        outcomes = works_guard(group, _WAYS.get(way, ()), query_do, reads_only=way == "get")
        found.update({work.claimed.id: outcome for work, outcome in zip(group, outcomes, strict=True)})
    return [found[work.claimed.id] for work in works]


def _groups(works: Sequence[Work]) -> list[tuple[str, list[Work]]]:
    """In the order of the models' names, so that two workers lock in one order."""
    groups: dict[tuple[str, str], list[Work]] = {}
    for work in works:
        groups.setdefault((str(work.step.document.get("model")), _way_of(work)), []).append(work)
    return [(way, group) for (_model, way), group in sorted(groups.items(), key=lambda item: item[0])]


def _way_of(work: Work) -> str:
    own = work.step.own
    by_id = isinstance(own.get("filter"), dict) and set(own["filter"]) in ({"id"}, {"id__exact"})
    if not by_id:
        return ""
    if own.get("operation") == "update":
        try:
            offer = offer_find(work)
        except StepFault:
            return ""
        return "update" if offer.update is None and issubclass(offer.model, Announcing) else ""
    return "get" if own.get("operation") == "get" else ""


def _get_all(works: Sequence[Work]) -> list[Outcome]:
    offer = offer_find(works[0])
    ids = [_id_of(offer, work) for work in works]
    rows = {row.pk: row for row in offer.rows().filter(pk__in=set(ids))}
    shown = {pk: offer.show(row) for pk, row in rows.items()}
    return [Completed(output=shown.get(pk)) for pk in ids]


def _update_all(works: Sequence[Work], *, skip_locked: bool = False) -> list[Outcome]:
    offer = offer_find(works[0])
    writes: list[RowWrite] = []
    for work in works:
        values = input_fill(work).get("values") or {}
        values_check(offer, values)
        writes.append(RowWrite(pk=_id_of(offer, work), values=values, context=work.context))
    model: Any = offer.model
    done = rows_write(model, writes, skip_locked=skip_locked)
    return [
        _outcome_of(offer, work, write, is_done)
        for work, write, is_done in zip(works, writes, done, strict=True)
    ]


def _outcome_of(offer: RecordOffer, work: Work, write: RowWrite, is_done: bool | None) -> Outcome:
    if is_done is None:
        return Postponed(until=work.now + LOCK_PAUSE, waiting_for="lock")
    if not is_done:
        return Failed(error=no_record(offer))
    return Completed(output={"updated": 1, "ids": [str(write.pk)]})


def _id_of(offer: RecordOffer, work: Work) -> Any:
    ((_key, value),) = lookups_make(offer, input_fill(work).get("filter") or {}).items()
    return offer.model._meta.pk.to_python(value)


#: A write first waits for locks, since they are short; then it takes only what is free.
_WAYS: dict[str, Sequence[DoAll]] = {
    "get": [_get_all],
    "update": [_update_all, partial(_update_all, skip_locked=True)],
}


kind_add("db_query", do=queries_do, rehearse=query_do)
