"""Whatever happens to an announcing row is an event, whichever door it came through."""

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Upper

from growth.models import Lead, Service
from nessos.eventlog.errors import BulkRefusedError
from nessos.eventlog.models import ModuleEvent
from nessos.kernel.context import Context, working_for

pytestmark = pytest.mark.django_db


def events_of(row: Lead | Service) -> list[tuple[str, dict[str, object]]]:
    rows = ModuleEvent.objects.filter(entity_id=str(row.pk)).order_by("created_at", "id")
    return [(event.event_type, event.payload) for event in rows]


def names_of(row: Lead) -> list[str]:
    return [name for name, _payload in events_of(row)]


def make_lead(**fields: object) -> Lead:
    return Lead.objects.create(**{"name": "Marina Prado", "email": "marina@example.com", **fields})


def test_a_new_row_announces_itself_with_its_fields() -> None:
    lead = make_lead(company="Padaria Alvorada")
    [(name, payload)] = events_of(lead)
    assert name == "lead.created"
    assert payload["id"] == str(lead.pk)
    assert payload["company"] == "Padaria Alvorada"
    assert payload["email"] == "marina@example.com"


def test_what_speaks_of_a_person_stands_in_a_column_of_its_own() -> None:
    lead = make_lead(company="Padaria Alvorada")
    event = ModuleEvent.objects.get(entity_id=str(lead.pk))
    assert {"name", "email"} <= event.personal.keys()
    assert not {"name", "email", "phone"} & event.facts.keys()


def test_a_change_names_the_fields_that_changed() -> None:
    lead = make_lead()
    lead.company = "Café Aurora"
    lead.save()
    name, payload = events_of(lead)[-1]
    assert name == "lead.updated"
    assert payload["changed"] == ["company"]
    assert payload["company"] == "Café Aurora"


def test_a_save_that_changes_nothing_is_no_news() -> None:
    lead = make_lead()
    lead.save()
    assert names_of(lead) == ["lead.created"]


def test_a_value_typed_as_text_equals_what_the_database_holds() -> None:
    lead = make_lead(lead_score=40)
    lead.lead_score = "40"
    lead.save()
    assert names_of(lead) == ["lead.created"]


def test_a_partial_save_announces_the_row_as_the_database_has_it() -> None:
    lead = make_lead(company="Antiga")
    lead.company, lead.city = "Não gravada", "Santos"
    lead.save(update_fields=["city"])
    _name, payload = events_of(lead)[-1]
    assert (payload["changed"], payload["company"]) == (["city"], "Antiga")


def test_an_expression_is_read_back_before_it_is_announced() -> None:
    lead = make_lead(lead_score=40)
    lead.lead_score = F("lead_score") + 5
    lead.save()
    _name, payload = events_of(lead)[-1]
    assert payload["lead_score"] == 45


def test_a_query_update_announces_row_by_row() -> None:
    leads = [make_lead(email=f"l{n}@example.com") for n in range(3)]
    assert Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(company=Upper("name")) == 3
    for lead in leads:
        name, payload = events_of(lead)[-1]
        assert (name, payload["company"], payload["changed"]) == ("lead.updated", "MARINA PRADO", ["company"])


def test_an_update_over_a_join_with_duplicates_announces_each_row_once() -> None:
    lead = make_lead()
    Lead.objects.filter(pk=lead.pk).distinct().update(city="Olinda")
    assert names_of(lead) == ["lead.created", "lead.updated"]


def test_bulk_create_announces_each_row() -> None:
    leads = Lead.objects.bulk_create([Lead(name=f"Lead {n}", email=f"b{n}@example.com") for n in range(3)])
    assert [names_of(lead) for lead in leads] == [["lead.created"]] * 3


def test_bulk_update_announces_each_row() -> None:
    leads = [make_lead(email=f"u{n}@example.com") for n in range(2)]
    for lead in leads:
        lead.city = "Recife"
    assert Lead.objects.bulk_update(leads, ["city"]) == 2
    assert [names_of(lead)[-1] for lead in leads] == ["lead.updated"] * 2


def test_a_bulk_call_that_cannot_say_which_rows_it_touched_is_refused() -> None:
    with pytest.raises(BulkRefusedError) as refused:
        Lead.objects.bulk_create([Lead(name="Ana Lima", email="a@example.com")], ignore_conflicts=True)
    assert str(refused.value) == (
        "bulk_create(…, ignore_conflicts or update_conflicts) on growth.Lead was refused: its rows announce what "
        "happens to them, and this call cannot say which rows it touched. Use update_or_create() for each row."
    )


def test_update_or_create_announces() -> None:
    lead, _made = Lead.objects.update_or_create(email="x@example.com", defaults={"name": "Caio Reis"})
    Lead.objects.update_or_create(email="x@example.com", defaults={"name": "Caio A. Reis"})
    assert names_of(lead) == ["lead.created", "lead.updated"]


def test_qualified_is_announced_once_however_often_the_status_returns() -> None:
    lead = make_lead()
    for status in ("qualified", "proposal", "qualified"):
        Lead.objects.filter(pk=lead.pk).update(status=status)
    assert names_of(lead).count("lead.qualified") == 1


def test_a_rolled_back_change_leaves_no_event() -> None:
    with transaction.atomic():
        lead = make_lead()
        Lead.objects.filter(pk=lead.pk).update(city="Natal")
        assert names_of(lead) == ["lead.created", "lead.updated"]
        transaction.set_rollback(True)
    assert names_of(lead) == []


def test_events_carry_the_trace_and_the_cause_of_the_work_they_belong_to() -> None:
    cause = make_lead().pk
    with working_for(Context(trace_id="trace-of-a-test", caused_by=cause, depth=3)):
        lead = make_lead(email="other@example.com")
    event = ModuleEvent.objects.get(entity_id=str(lead.pk))
    assert (event.trace_id, event.caused_by, event.depth) == ("trace-of-a-test", cause, 3)


def test_work_without_a_trace_gets_one_and_keeps_it() -> None:
    lead = make_lead()
    lead.city = "Manaus"
    lead.save()
    traces = set(ModuleEvent.objects.filter(entity_id=str(lead.pk)).values_list("trace_id", flat=True))
    assert len(traces) == 1
    assert len(traces.pop()) == 32
