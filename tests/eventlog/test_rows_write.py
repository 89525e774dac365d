"""Many announcing rows written at once announce just as if each had been saved."""

import uuid

import pytest

from growth.models import Lead
from nessos.eventlog.catalogue import Facts, catalogue, event_type
from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.writing import RowWrite, rows_write
from nessos.kernel.context import Context

pytestmark = pytest.mark.django_db


def write(pk: uuid.UUID, **values: object) -> RowWrite:
    return RowWrite(pk=pk, values=values, context=Context(trace_id="a-trace-of-rows"))


def test_each_row_is_written_and_announced_and_a_missing_one_is_told() -> None:
    lead = Lead.objects.create(name="Ana Lima", email="ana@example.com")
    assert rows_write(Lead, [write(lead.pk, city="Natal"), write(uuid.uuid4(), city="Natal")]) == [
        True,
        False,
    ]
    event = ModuleEvent.objects.get(entity_id=str(lead.pk), event_type="lead.updated")
    assert (event.payload["changed"], event.trace_id) == (["city"], "a-trace-of-rows")


def test_nothing_to_write_is_no_news() -> None:
    lead = Lead.objects.create(name="Ana Lima", email="ana@example.com", city="Natal")
    assert rows_write(Lead, [write(lead.pk, city="Natal")]) == [True]
    assert rows_write(Lead, [write(uuid.uuid4(), city="Natal")], skip_locked=True) == [False]
    assert not ModuleEvent.objects.filter(event_type="lead.updated").exists()


def test_a_type_that_no_model_announces_is_emitted_by_name_only() -> None:
    made = event_type("tests.bell.rang", Facts, label="x")
    try:
        assert (made.of, made.when) == (None, None)
    finally:
        del catalogue._items["tests.bell.rang"]
