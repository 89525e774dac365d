"""Every page of PEOPLE at the desk opens, empty and full; an employee finds his own there."""

import pytest
from django.test import Client as Browser

from nessos.web.admin import admin_link, list_link
from ops.models import Playbook
from people.models import Application, Feedback360, Job, TrainingGap
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
TABLES = [Application, Feedback360, Job, TrainingGap]


@pytest.fixture
def filled(make_user: UserMaker) -> None:
    ana, bruno = make_user("ana", "employee", is_staff=True), make_user("bruno", "employee")
    playbook = Playbook.objects.create(title="Resposta a incidentes")
    job = Job.objects.create(title="Analista de SOC")
    Application.objects.create(job=job, name="Iara Lopes", email="iara@example.com")
    TrainingGap.objects.create(employee=ana, playbook=playbook, description="Não isolou a máquina.")
    TrainingGap.objects.create(employee=bruno, description="De outra pessoa.", severity="high")
    Feedback360.objects.create(subject=ana, rater=bruno, criteria="Clareza", score=4)


def sign_in(user: object) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(user)  # type: ignore[arg-type]
    return browser


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_table_opens_empty(model: type[Job], make_user: UserMaker) -> None:
    assert sign_in(make_user("p", "people")).get(list_link(model)).status_code == 200


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_table_its_search_and_its_records_open(model: type[Job], make_user: UserMaker) -> None:
    desk = sign_in(make_user("p", "people"))
    for row in model.objects.all():
        assert desk.get(admin_link(row)).status_code == 200
    assert desk.get(list_link(model, "q=ana")).status_code == 200
    assert desk.get(f"{list_link(model)}add/").status_code == 200


@pytest.mark.usefixtures("filled")
def test_the_first_page_of_people_says_what_waits(make_user: UserMaker) -> None:
    page = sign_in(make_user("p", "people")).get("/app/").content.decode()
    assert "Iara Lopes" in page
    assert "Open training gaps" in page


@pytest.mark.usefixtures("filled")
def test_an_employee_finds_his_own_gaps_and_nobody_elses() -> None:
    ana = TrainingGap.objects.get(playbook__isnull=False).employee
    desk = sign_in(ana)
    assert "Não isolou a máquina." in desk.get("/app/").content.decode()
    page = desk.get(list_link(TrainingGap)).content.decode()
    assert "Resposta a incidentes" in page
    other = TrainingGap.objects.get(playbook=None)
    assert str(other.pk) not in page
    assert desk.get(admin_link(other)).status_code == 302
    assert desk.get(list_link(Application)).status_code == 403


@pytest.mark.usefixtures("filled")
def test_applications_and_gaps_are_worked_off_from_their_lists(make_user: UserMaker) -> None:
    desk = sign_in(make_user("p", "people"))
    for model, action in (
        (Application, "applications_review"),
        (TrainingGap, "gaps_resolve"),
        (Job, "jobs_close"),
    ):
        keys = [str(pk) for pk in model.objects.values_list("pk", flat=True)]
        desk.post(list_link(model), {"action": action, "_selected_action": keys})
    assert Application.objects.get().status == "reviewing"
    assert not TrainingGap.objects.filter(resolved_at=None).exists()
    assert not Job.objects.filter(is_open=True).exists()
