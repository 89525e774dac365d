"""Workflows at the desk: written with the errors at their field, published, started and put to sleep by buttons."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from ops.workflows.models import Run, Workflow
from ops.workflows.services import run_trigger, workflow_save
from tests.conftest import UserMaker
from tests.ops.workflows.engine.conftest import condition
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db

LIST = "/app/workflows/workflow/"


@pytest.fixture
def desk(make_user: UserMaker) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("olga", "ops", is_staff=True))
    return browser


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text.replace("&quot;", '"').replace("&#x27;", "'")


def make(*steps: dict[str, Any], **fields: Any) -> Workflow:
    return workflow_save(slug="sample", name="Sample", steps=list(steps) or [condition("look")], **fields)


def page_of(workflow: Workflow, what: str = "change") -> str:
    return f"{LIST}{workflow.pk}/{what}/"


def form(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the page sends."""
    return {
        "slug": "sample", "name": "Sample", "description": "", "trigger_module": "", "trigger_event": "",
        "trigger_condition": "", "is_active": "on", "steps": json.dumps(steps), "based_on": "",
        "versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0", **changes,
    }  # fmt: skip


def press(desk: Browser, workflow: Workflow, button: str, **data: str) -> Any:
    return desk.post(page_of(workflow, button), {"_form_submitted": "on", **data}, follow=True)


def test_the_list_shows_what_runs_and_how_it_went(desk: Browser) -> None:
    workflow = make(trigger_module="ops", trigger_event="custom.rang")
    run_trigger(workflow=workflow, payload={})
    Run.objects.update(status="failed", ended_at="2026-01-01T00:00:00Z")
    page = text_of(desk.get(f"{LIST}?q=sample"))
    for shown in ("Sample", "ops.custom.rang", "failed"):
        assert shown in page
    assert LIST in text_of(desk.get("/app/"))


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/app/ops/workflows", "/app/workflows/workflow/"),
        ("/app/ops/workflows/", "/app/workflows/workflow/"),
        ("/app/ops/workflows/novo", "/app/workflows/workflow/add/"),
        ("/app/ops/workflows/dashboard", "/app/workflows/run/"),
    ],
)
def test_the_seeds_addresses_lead_to_the_pages(desk: Browser, address: str, page: str) -> None:
    assert desk.get(address, follow=True).redirect_chain[-1][0] == page


def test_a_new_one_is_made_and_published(desk: Browser) -> None:
    assert '"type": "condition"' in text_of(desk.get(f"{LIST}add/"))
    desk.post(f"{LIST}add/", form(condition("look")))
    workflow = Workflow.objects.get(slug="sample")
    assert workflow.published is not None
    assert (workflow.published.number, workflow.published.steps) == (1, [condition("look")])


def test_steps_that_are_wrong_come_back_with_their_errors_at_the_field(desk: Browser) -> None:
    wrong = form(condition("look"), condition("look"), trigger_module="growth", trigger_event="lead.born")
    page = text_of(desk.post(f"{LIST}add/", wrong))
    assert "steps[1].name: Step 1 is called “look” too. Give each step a name of its own." in page
    assert "There is no event type growth.lead.born." in page
    assert not Workflow.objects.filter(slug="sample").exists()
    broken = text_of(desk.post(f"{LIST}add/", form(steps='[{"name": "look",}]')))
    assert "This is no JSON: line 1, column " in broken


def test_a_draft_is_kept_with_its_errors_and_published_by_a_button(desk: Browser) -> None:
    workflow = make()
    desk.post(page_of(workflow), form(condition("1st"), draft="on", based_on="1"))
    page = text_of(desk.get(page_of(workflow)))
    assert "steps[0].name: " in page
    refused = text_of(press(desk, workflow, "workflow_publish"))
    assert "The steps of the workflow sample have faults: steps[0].name: " in refused

    desk.post(page_of(workflow), form(condition("first"), draft="on", based_on="2"))
    assert "Version 3 is published." in text_of(press(desk, workflow, "workflow_publish"))
    workflow.refresh_from_db()
    assert workflow.published is not None
    assert workflow.published.number == 3


def test_the_second_of_two_editors_is_told_of_the_first_ones_version(desk: Browser) -> None:
    workflow = make()
    desk.post(page_of(workflow), form(condition("first"), based_on="1"))
    page = text_of(desk.post(page_of(workflow), form(condition("second"), based_on="1")))
    assert (
        "Somebody saved version 2 after you opened the page. Open it in another window, and take over what you need."
        in page
    )
    assert workflow.versions.count() == 2


def test_it_is_started_by_hand_with_a_payload(desk: Browser) -> None:
    workflow = make()
    answer = press(desk, workflow, "workflow_trigger", payload='{"stock_level": 3}')
    run = Run.objects.get()
    assert (run.trigger_payload, run.event_id) == ({"stock_level": 3}, None)
    assert run.triggered_by is not None
    assert run.triggered_by.username == "olga"
    assert answer.redirect_chain[-1][0] == f"/app/workflows/run/{run.pk}/change/"
    told = desk.post(page_of(workflow, "workflow_trigger"), {"_form_submitted": "on", "payload": "[1]"})
    assert "A payload is an object: write it in braces." in text_of(told)
    assert Run.objects.count() == 1


def test_it_is_put_to_sleep_and_woken(desk: Browser) -> None:
    workflow = make()
    for button, is_active in (("workflow_deactivate", False), ("workflow_activate", True)):
        press(desk, workflow, button)
        workflow.refresh_from_db()
        assert workflow.is_active == is_active


def test_a_deleted_one_with_runs_is_archived_and_its_runs_stay(desk: Browser) -> None:
    workflow = make()
    run = run_trigger(workflow=workflow, payload={})
    assert desk.get(page_of(workflow, "delete")).status_code == 200
    desk.post(page_of(workflow, "delete"), {"post": "yes"})
    workflow.refresh_from_db()
    assert workflow.archived_at is not None
    assert str(workflow.pk) not in text_of(desk.get(f"{LIST}?q=sample"))
    assert 'name="_save"' not in text_of(desk.get(page_of(workflow)))
    assert desk.get(f"/app/workflows/run/{run.pk}/change/").status_code == 200


def test_who_may_only_read_sees_the_steps_and_no_button(make_user: UserMaker) -> None:
    from django.contrib.auth.models import Permission

    workflow = make()
    reader = make_user("rita", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_workflow", "view_version"]))
    browser = EnglishBrowser()
    browser.force_login(reader)
    page = text_of(browser.get(page_of(workflow)))
    assert '"name": "look"' in page
    assert 'name="_save"' not in page
    assert browser.get(page_of(workflow, "workflow_publish")).status_code == 403


def test_who_may_not_publish_saves_drafts_alone(make_user: UserMaker) -> None:
    from django.contrib.auth.models import Permission

    workflow = make()
    editor = make_user("edu", is_staff=True)
    editor.user_permissions.set(
        Permission.objects.filter(codename__in=["view_workflow", "change_workflow", "view_version"])
    )
    browser = EnglishBrowser()
    browser.force_login(editor)
    browser.post(page_of(workflow), form(condition("new"), based_on="1"))
    workflow.refresh_from_db()
    assert workflow.published is not None
    assert workflow.published.number == 1
    assert workflow.versions.order_by("-number")[0].steps == [condition("new")]
