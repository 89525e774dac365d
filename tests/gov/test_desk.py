"""Every page of GOV at the desk opens; a new version is written by a button, what took effect cannot be edited."""

from typing import Any

import pytest
from django.test import Client as Browser

from gov.models import Policy, PolicyAcceptance, PolicyVersion
from gov.services import policy_accept
from nessos.web.admin import admin_link, list_link
from tests.conftest import UserMaker
from tests.gov.conftest import MakePolicy
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
TABLES = [Policy, PolicyAcceptance, PolicyVersion]


@pytest.fixture
def desk(make_user: UserMaker) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("gil", "gov", is_staff=True))
    return browser


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_table_its_search_and_its_records_open(
    model: Any, desk: Browser, make_policy: MakePolicy, make_user: UserMaker
) -> None:
    assert desk.get(list_link(model)).status_code == 200
    policy_accept(policy=make_policy(), user=make_user("ana", "employee"))
    make_policy(title="Rascunho", status="draft")
    for row in model.objects.all():
        assert desk.get(admin_link(row)).status_code == 200
    assert desk.get(list_link(model, "q=senhas")).status_code == 200
    added = desk.get(f"{list_link(model)}add/")
    assert added.status_code == (403 if model is PolicyAcceptance else 200)


def test_a_button_writes_the_next_version(desk: Browser, make_policy: MakePolicy) -> None:
    policy = make_policy("um")
    form = {"_form_submitted": "on", "content_text": "dois", "effective_at": ""}
    desk.post(f"/app/gov/policy/{policy.pk}/version_write/", form)
    assert policy.versions.get(number=2).content_text == "dois"


def test_what_took_effect_is_shown_and_not_edited(desk: Browser, make_policy: MakePolicy) -> None:
    version = make_policy("um").versions.get()
    desk.post(admin_link(version), {"content_text": "outro"})
    version.refresh_from_db()
    assert version.content_text == "um"
    assert 'name="content_text"' not in desk.get(admin_link(version)).content.decode()


def test_a_policy_with_versions_is_not_deleted(desk: Browser, make_policy: MakePolicy) -> None:
    policy = make_policy()
    desk.post(f"/app/gov/policy/{policy.pk}/delete/", {"post": "yes"})
    assert Policy.objects.filter(pk=policy.pk).exists()


def test_the_first_page_tells_how_far_everybody_is(desk: Browser, make_policy: MakePolicy) -> None:
    make_policy()
    assert "0 of 1 acceptances of what is in effect" in desk.get("/app/").content.decode()


def test_a_version_may_be_given_the_hour_at_which_it_takes_effect(
    desk: Browser, make_policy: MakePolicy
) -> None:
    policy = make_policy("um")
    form = {"_form_submitted": "on", "content_text": "dois", "effective_at": "2199-01-02T08:00"}
    desk.post(f"/app/gov/policy/{policy.pk}/version_write/", form)
    version = policy.versions.get(number=2)
    assert version.published_at is None
    assert version.effective_at.isoformat() == "2199-01-02T11:00:00+00:00"
