"""What may be announced is declared, typed and checked at the door."""

from typing import Any, ClassVar

import jsonschema
import pytest
from django.db import models
from django.test.utils import isolate_apps

from nessos.eventlog import catalogue as module
from nessos.eventlog.announcing import Announcing
from nessos.eventlog.catalogue import Facts, event_type
from nessos.eventlog.checks import announcing_check, model_check
from nessos.eventlog.errors import BadPayloadError, UnknownEventTypeError
from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.selectors import event_types
from nessos.eventlog.services import event_emit
from nessos.kernel.registry import RegistrationError


def test_a_type_without_a_room_stops_the_start() -> None:
    with pytest.raises(RegistrationError, match=r"needs a name like 'room\.thing\.happened' and a Contract"):
        event_type("happened", Facts, label="x")


def test_a_type_that_names_a_model_needs_its_rule() -> None:
    with pytest.raises(RegistrationError, match=r"Give both or none"):
        event_type("tests.thing.happened", Facts, label="x", of="growth.Lead")


def test_every_type_of_the_house_has_a_valid_schema_with_the_rows_id() -> None:
    assert len(event_types()) >= 15
    for kind in event_types():
        jsonschema.Draft202012Validator.check_schema(kind.schema)
        assert "id" in kind.schema["properties"], kind.name
        assert kind.schema["additionalProperties"] is False, kind.name


@pytest.mark.django_db
def test_an_unknown_type_is_refused_and_told_where_to_look() -> None:
    with pytest.raises(UnknownEventTypeError) as refused:
        event_emit(module="growth", event_type="lead.vanished", entity_id="1", payload={})
    assert str(refused.value) == (
        "There is no event type growth.lead.vanished. GET /api/v1/event-types/ lists them; custom.… may be anything."
    )


@pytest.mark.django_db
def test_custom_alone_is_no_type() -> None:
    with pytest.raises(UnknownEventTypeError):
        event_emit(module="growth", event_type="custom.", entity_id="1", payload={})


@pytest.mark.django_db
def test_a_payload_that_does_not_fit_names_each_field() -> None:
    with pytest.raises(BadPayloadError) as refused:
        event_emit(
            module="growth",
            event_type="lead.updated",
            entity_id="1",
            payload={"changed": ["a", 1], "more": True},
        )
    paths = {error["path"] for error in refused.value.errors}
    assert {"payload.id", "payload.changed[1]", "payload.more"} <= paths
    assert not ModuleEvent.objects.exists()


def test_the_house_has_no_row_that_could_change_in_silence() -> None:
    assert announcing_check() == []


@isolate_apps("growth")
def test_a_key_that_changes_a_row_in_silence_is_refused() -> None:
    class Pet(Announcing):
        owner: Any = models.ForeignKey("growth.Lead", on_delete=models.CASCADE)
        friend: Any = models.ForeignKey("growth.Lead", null=True, on_delete=models.SET_NULL, related_name="+")
        vet: Any = models.ForeignKey("growth.Lead", on_delete=models.PROTECT, related_name="+")

        class Meta(Announcing.Meta):
            app_label = "growth"

    assert [fault.msg for fault in model_check(Pet)] == [
        "growth.Pet.owner uses CASCADE: deleting its target would change this announcing row without an event.",
        "growth.Pet.friend uses SET_NULL: deleting its target would change this announcing row without an event.",
    ]


@isolate_apps("growth")
def test_a_manager_that_does_not_announce_is_refused() -> None:
    class Stone(Announcing):
        objects: ClassVar[Any] = models.Manager()

        class Meta:
            app_label = "growth"

    assert [fault.id for fault in model_check(Stone)] == ["eventlog.E002", "eventlog.E002"]


def test_a_type_announced_by_a_silent_model_is_refused() -> None:
    event_type(
        "tests.token.made", Facts, label="x", of="accounts.ApiToken", when=lambda change: change.is_new
    )
    try:
        assert [fault.msg for fault in announcing_check()] == [
            "An event type is announced by accounts.apitoken, which is not an Announcing model."
        ]
    finally:
        del module.catalogue._items["tests.token.made"]
        del module._by_model["accounts.apitoken"]
