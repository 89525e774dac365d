"""Playbooks, what they take, and what holds them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from ops.models import Playbook, ServiceAction, ServiceActionPlaybook, Task
from tests.fin.making import events_named

pytestmark = pytest.mark.django_db


def make_playbook(title: str = "Resposta a incidentes", **fields: object) -> Playbook:
    made: Playbook = Playbook.objects.create(title=title, **fields)
    return made


def make_documented_playbook() -> Playbook:
    """The worked example: 30, 60 and 45 minutes; R$ 200, 400 and 300."""
    playbook = make_playbook()
    for order, (minutes, value) in enumerate([(30, 200), (60, 400), (45, 300)]):
        Task.objects.create(
            playbook=playbook,
            title=f"Passo {order}",
            sort_order=order,
            estimated_duration_minutes=minutes,
            estimated_value=value,
        )
    return playbook


def test_the_documented_example_holds() -> None:
    playbook = make_documented_playbook()
    assert (playbook.estimated_duration_minutes, playbook.estimated_value) == (135, Decimal("900.00"))
    action = ServiceAction.objects.create(title="Conter um incidente", complexity_factor=Decimal("1.2"))
    ServiceActionPlaybook.objects.create(service_action=action, playbook=playbook)
    assert (action.estimated_duration_minutes, action.estimated_value) == (135, Decimal("900.00"))
    assert action.estimated_cost == Decimal("1080.00")


def test_totals_follow_when_a_task_goes() -> None:
    playbook = make_documented_playbook()
    playbook.tasks.get(sort_order=1).delete()
    assert (playbook.estimated_duration_minutes, playbook.estimated_value) == (75, Decimal("500.00"))


def test_a_playbook_without_tasks_takes_nothing() -> None:
    playbook = make_playbook()
    assert (playbook.estimated_duration_minutes, playbook.estimated_value) == (0, Decimal("0.00"))


def test_every_save_is_told_even_one_that_changes_nothing() -> None:
    playbook = make_playbook(tags=["segurança"])
    playbook.save()
    Playbook.objects.filter(pk=playbook.pk).update(title="Outro")
    facts = events_named("ops.playbook.saved", playbook)
    assert [each["title"] for each in facts] == ["Resposta a incidentes", "Resposta a incidentes", "Outro"]
    assert facts[0]["tags"] == ["segurança"]


def test_a_slug_is_made_from_the_title_and_stays() -> None:
    first, second = make_playbook("Ação rápida"), make_playbook("Ação rápida")
    assert (first.slug, second.slug) == ("acao-rapida", "acao-rapida-2")
    first.title = "Outra coisa"
    first.save()
    assert Playbook.objects.get(pk=first.pk).slug == "acao-rapida"


def test_two_playbooks_never_share_a_slug() -> None:
    make_playbook(slug="ncirt")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_playbook(slug="ncirt")


def test_a_task_needs_an_estimate() -> None:
    playbook = make_playbook()
    with pytest.raises(IntegrityError, match="ops_task_has_an_estimate"), transaction.atomic():
        Task.objects.create(playbook=playbook, title="Sem estimativa")
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        Task(playbook=playbook, title="Sem estimativa", slug="x").full_clean()
    assert refused.value.messages == ["Estimate the minutes, the value, or both."]


def test_a_task_slug_is_unique_within_its_playbook_alone() -> None:
    one, other = make_playbook("Um"), make_playbook("Outro")
    Task.objects.create(playbook=one, title="Passo", slug="passo", estimated_duration_minutes=1)
    Task.objects.create(playbook=other, title="Passo", slug="passo", estimated_duration_minutes=1)
    with pytest.raises(IntegrityError, match="ops_task_slug_once"), transaction.atomic():
        Task.objects.create(playbook=one, title="Passo", slug="passo", estimated_duration_minutes=1)


@pytest.mark.parametrize("factor", ["0.99", "2.01"])
def test_complexity_is_between_one_and_two(factor: str) -> None:
    with pytest.raises(IntegrityError, match="ops_action_complexity_range"), transaction.atomic():
        ServiceAction.objects.create(title="Fora", complexity_factor=Decimal(factor))


def test_a_playbook_of_a_service_action_cannot_be_deleted() -> None:
    action, playbook = ServiceAction.objects.create(title="Conter"), make_playbook()
    ServiceActionPlaybook.objects.create(service_action=action, playbook=playbook)
    with pytest.raises(ProtectedError):
        playbook.delete()
    action.delete()
    playbook.delete()
    assert not Playbook.objects.exists()
