"""Every page of GROWTH at the desk opens, empty and full, for those who may see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from fin.models import Contract
from growth.models import BrandAsset, Case, Lead, Post, Proposal, Service, UpsellAlert
from nessos.web.admin import admin_link, list_link
from ops.models import Playbook
from tests.conftest import UserMaker

pytestmark = pytest.mark.django_db
TABLES = [BrandAsset, Case, Lead, Post, Proposal, Service, UpsellAlert]


@pytest.fixture
def filled(playbook: Playbook, make_contract: Callable[..., Contract]) -> None:
    contract = make_contract()
    lead = Lead.objects.create(name="Marina Prado", email="marina@example.com", company="Café Aurora")
    case = Case.objects.create(title="Sem paradas", summary="120 dias.", playbook=playbook)
    Post.objects.create(title="Rascunho", case=case, playbook=playbook)
    Proposal.objects.create(title="Proposta Aurora", lead=lead, client=contract.client, status="sent")
    Service.objects.create(name="SOC", playbook=playbook, marketing_features=["24 horas", "7 dias"])
    BrandAsset.objects.create(name="Logotipo", url="https://example.com/logo.svg")
    UpsellAlert.objects.create(
        contract=contract, month="2026-03-01", consumption=50, limit=40, message="50 de 40"
    )


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_table_opens_empty(model: Any, desk: Browser) -> None:
    assert desk.get(list_link(model)).status_code == 200


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_table_its_search_and_its_records_open(model: Any, desk: Browser) -> None:
    for row in model.objects.all():
        assert desk.get(admin_link(row)).status_code == 200
    assert desk.get(list_link(model, "q=aurora")).status_code == 200
    added = desk.get(f"{list_link(model)}add/")
    assert added.status_code == (403 if model is UpsellAlert else 200)


@pytest.mark.usefixtures("filled")
def test_the_first_page_says_what_waits(desk: Browser) -> None:
    page = desk.get("/app/").content.decode()
    for text in ("Marina Prado", "Proposta Aurora", "Rascunho", "50 de 40", "Leads of the last 30 days"):
        assert text in page


@pytest.mark.usefixtures("filled")
def test_the_board_has_a_column_for_each_status(desk: Browser) -> None:
    answer = desk.get("/app/growth/lead/board/")
    columns = [(column.label, len(column.cards)) for column in answer.context["board"]]
    assert columns == [("New", 1), ("Qualified", 0), ("Proposal", 0), ("Won", 0), ("Lost", 0)]


@pytest.mark.usefixtures("filled")
def test_the_button_of_a_case_leads_to_the_draft(desk: Browser) -> None:
    case = Case.objects.get()
    answer = desk.post(f"/app/growth/case/{case.pk}/case_make_post/", {"_form_submitted": "on"})
    post = Post.objects.get(title="Sem paradas")
    assert answer.status_code in {200, 302}
    assert admin_link(post) in (answer.get("HX-Redirect") or answer["Location"])


@pytest.mark.usefixtures("filled")
def test_features_are_written_one_in_each_line(desk: Browser) -> None:
    service = Service.objects.get()
    form = {
        "name": "SOC",
        "slug": service.slug,
        "delivery_type": "service",
        "playbook": str(service.playbook_id),
        "marketing_features": "24 horas\n\n Feriados ",
    }
    answer = desk.post(admin_link(service), form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    service.refresh_from_db()
    assert service.marketing_features == ["24 horas", "Feriados"]


def test_others_see_none_of_it(make_user: UserMaker) -> None:
    browser = Browser()
    browser.force_login(make_user("ana", "employee", is_staff=True))
    for model in TABLES:
        assert browser.get(list_link(model)).status_code == 403
