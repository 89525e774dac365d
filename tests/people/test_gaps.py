"""Training gaps: one's own, for a playbook, and announced with its name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from nessos.eventlog.models import ModuleEvent
from ops.models import Playbook
from people.models import TrainingGap
from people.services import gap_resolve
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
GAPS = "/api/v1/training-gaps/"


@pytest.fixture
def playbook(db: None) -> Playbook:
    return Playbook.objects.create(title="Resposta a incidentes")


def post(browser: Browser, body: object) -> Any:
    return browser.post(GAPS, body, content_type="application/json")


def test_a_gap_is_announced_with_the_id_and_the_title_of_its_playbook(
    api: Callable[..., Browser], make_user: UserMaker, playbook: Playbook
) -> None:
    employee = make_user("ana", "employee")
    body = {
        "employee": employee.pk,
        "playbook": str(playbook.pk),
        "description": "Não isolou a máquina.",
        "severity": "high",
    }
    answer = post(api("people"), body)
    assert answer.status_code == 201, answer.json()
    [event] = ModuleEvent.objects.filter(entity_id=answer.json()["id"])
    assert event.name == "people.gap.created"
    assert (event.payload["playbook"], event.payload["playbook_title"]) == (
        str(playbook.pk),
        "Resposta a incidentes",
    )
    assert answer.json().keys() <= event.payload.keys()
    assert "description" in event.personal


def test_a_gap_may_wait_for_its_playbook(api: Callable[..., Browser]) -> None:
    answer = post(api("people"), {"description": "Não isolou a máquina."})
    assert answer.status_code == 201
    [event] = ModuleEvent.objects.filter(entity_id=answer.json()["id"])
    assert (event.payload["playbook"], event.payload["playbook_title"]) == (None, None)


def test_the_form_asks_which_playbook_was_not_followed(make_user: UserMaker, playbook: Playbook) -> None:
    browser = EnglishBrowser()
    browser.force_login(make_user("bruno", "people", is_staff=True))
    employee = make_user("ana", "employee")
    form = {"employee": str(employee.pk), "severity": "low", "description": "Não isolou a máquina."}
    answer = browser.post("/app/people/traininggap/add/", form)
    assert answer.context["adminform"].form.errors == {"playbook": ["This field is required."]}
    answer = browser.post("/app/people/traininggap/add/", {**form, "playbook": str(playbook.pk)})
    assert answer.status_code == 302
    assert TrainingGap.objects.get().employee == employee


def test_an_employee_records_and_reads_his_own_gaps_only(
    api: Callable[..., Browser], make_user: UserMaker
) -> None:
    other = make_user("bruno", "employee")
    TrainingGap.objects.create(employee=other, description="De outra pessoa.")
    ana = api("employee", username="ana")
    mine = post(ana, {"description": "Quero aprender forense."})
    assert mine.status_code == 201
    assert mine.json()["employee"] == ana.user.pk  # type: ignore[attr-defined]
    assert [gap["id"] for gap in ana.get(GAPS).json()["results"]] == [mine.json()["id"]]
    theirs = post(ana, {"employee": other.pk, "description": "Para outra pessoa."})
    assert theirs.status_code == 403
    assert TrainingGap.objects.count() == 2


def test_people_see_the_gaps_of_all(api: Callable[..., Browser], make_user: UserMaker) -> None:
    for name in ("ana", "bruno"):
        TrainingGap.objects.create(employee=make_user(name, "employee"))
    people = api("people")
    assert len(people.get(GAPS).json()["results"]) == 2
    assert people.get(f"{GAPS}?resolved_at__isnull=false").json()["results"] == []


def test_a_gap_is_resolved_once(make_user: UserMaker) -> None:
    gap = TrainingGap.objects.create(employee=make_user("ana"))
    assert gap_resolve(gap=gap) is True
    assert gap_resolve(gap=gap) is False
