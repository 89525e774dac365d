"""The catalogue of the sales profile: shipped, edited, found, and never with a price or an internal word."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from conversations.models import Equipment
from conversations.reference import reference_ensure
from conversations.selectors import alternatives_of, equipment_named
from conversations.services import equipment_restore, equipment_withdraw
from nessos.ai.knowledge.indexing import knowledge_index
from nessos.ai.knowledge.searching import knowledge_search
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def test_the_house_ships_its_catalogue() -> None:
    assert Equipment.objects.count() == 12
    skewers = Equipment.objects.get(slug="linha-de-espetos")
    assert (skewers.is_available, [row.slug for row in skewers.alternatives.all()]) == (False, ["ct200"])
    assert [row.slug for row in Equipment.objects.get(slug="fbm100").upgrades.all()] == ["fb300"]


def test_what_a_person_changed_made_or_deleted_is_never_overwritten() -> None:
    Equipment.objects.filter(slug="fb700").update(description="Nosso texto.")
    Equipment.objects.filter(slug="fs150").delete()
    Equipment.objects.create(slug="nova", name="Nova", category="other")
    reference_ensure()
    assert Equipment.objects.get(slug="fb700").description == "Nosso texto."
    assert not Equipment.objects.filter(slug="fs150")
    assert Equipment.objects.count() == 12


def test_a_machine_is_known_by_what_customers_call_it() -> None:
    assert [row.slug for row in equipment_named(text="Quero a FBM 100, quanto custa?")] == ["fbm100"]
    assert [row.slug for row in equipment_named(text="vocês têm LINHA DE ESPETO?")] == ["linha-de-espetos"]
    assert equipment_named(text="bom dia") == []


def test_what_is_offered_instead_depends_on_what_they_speak_of() -> None:
    skewers = Equipment.objects.get(slug="linha-de-espetos")
    assert [row.slug for row in alternatives_of(equipment=skewers, text="é para cortar em cubos")] == [
        "ct200"
    ]
    assert alternatives_of(equipment=skewers, text="é para churrasco") == []
    equipment_withdraw(equipment=Equipment.objects.get(slug="ct200"), unavailable_text="Volta logo.")
    assert alternatives_of(equipment=skewers, text="é para cortar em cubos") == []


def test_what_is_withdrawn_says_why_and_what_comes_back_is_offered() -> None:
    machine = Equipment.objects.get(slug="fb700")
    with pytest.raises(ValidationError):
        equipment_withdraw(equipment=machine, unavailable_text=" ")
    assert not equipment_withdraw(equipment=machine, unavailable_text="Em revisão.").is_available
    assert equipment_restore(equipment=machine).is_available


def test_the_catalogue_is_found_without_its_internal_note(make_user: Callable[..., Any]) -> None:
    Equipment.objects.filter(slug="fb300").update(internal_note="Volta em março de 2031.")
    knowledge_index()
    seller = make_user("sil", "atendimento")
    best = knowledge_search(query="formadora que faz 300 unidades por hora", user=seller)[0]
    assert best.title == "Formadora FB300"
    assert knowledge_search(query="março de 2031", user=None) == []
    assert knowledge_search(query="formadora", user=make_user("nobody")) == []


def test_the_catalogue_is_edited_at_the_desk(make_user: Callable[..., Any]) -> None:
    browser = EnglishBrowser()
    browser.force_login(make_user("sil", "atendimento"))
    assert "Formadora FB300" in browser.get("/app/conversations/equipment/").content.decode()
    page = f"/app/conversations/equipment/{Equipment.objects.get(slug='fb300').pk}/change/"
    assert browser.get(page).status_code == 200
    refused = browser.post(
        page,
        {
            "name": "FB300",
            "slug": "fb300",
            "category": "forming",
            "specs": '{"Produção": 3}',
            "is_available": "on",
        },
    )
    assert "all in words" in refused.content.decode()
