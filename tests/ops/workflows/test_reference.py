"""What the house ships is loaded once, renewed while untouched, and left alone once a person touched it."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.checks import Warning as CheckWarning
from django.core.management import call_command
from django.utils import translation

from nessos.eventlog.models import ModuleEvent
from nessos.offers.actions import actions
from nessos.offers.agents import agents
from ops.workflows.errors import NotPublished
from ops.workflows.known import names_check
from ops.workflows.models import Run, Version, Workflow
from ops.workflows.reference import reference_ensure
from ops.workflows.services import workflow_activate, workflow_delete, workflow_publish, workflow_save
from ops.workflows.shipped import Shipped, shipped_workflows
from tests.ops.workflows.engine.conftest import condition, workflow_store

pytestmark = pytest.mark.django_db

SLUGS = {shipped.slug for shipped in shipped_workflows()}


def release(*steps: dict[str, Any], title: str = "Greeting", with_demo: bool = True) -> Workflow | None:
    """Load a release of the house that ships just this; answers what stands then."""
    greeting = Shipped(slug="greeting", title=title, about="", document=list(steps))
    reference_ensure(workflows=[greeting], with_demo=with_demo)
    return Workflow.objects.live().filter(slug="greeting").first()


def stands(workflow: Workflow | None) -> tuple[str, list[str], int | None, bool]:
    """Its name, the names of its newest steps, what of it runs, and whether it is active."""
    assert workflow is not None
    workflow.refresh_from_db()
    newest = workflow.versions.order_by("-number")[0]
    running = workflow.published.number if workflow.published else None
    return workflow.name, [step["name"] for step in newest.steps], running, workflow.is_active


def by_nobody(name: str) -> dict[str, Any]:
    """A step that can be published once there is a night shift."""
    return {"name": name, "type": "human_review", "assignee_group": "night-shift"}


def state() -> list[Any]:
    rows = Workflow.objects.order_by("slug").values_list("slug", "name", "is_active", "published__number")
    return [*rows, Version.objects.count()]


def lacking() -> set[str]:
    """Those that name agents or actions which no room offers yet."""
    return {
        shipped.slug
        for shipped in shipped_workflows()
        for step in shipped.steps
        if ("agent" in step and step["agent"] not in agents)
        or ("squad" in step and actions.find(step["squad"], step["action"]) is None)
    }


# --- The eight ------------------------------------------------------------------------------------------------------
def test_all_eight_stand_in_the_houses_language_and_asleep() -> None:
    rows = {row.slug: row for row in Workflow.objects.filter(slug__in=SLUGS)}
    assert rows.keys() == SLUGS
    assert [row.slug for row in rows.values() if row.is_active] == []
    assert {row.slug for row in rows.values() if row.published_id is None} == lacking()
    with translation.override("pt-br"):
        assert {slug: row.name for slug, row in rows.items()} == {
            shipped.slug: shipped.name for shipped in shipped_workflows()
        }


def test_what_names_agents_or_actions_that_are_not_there_waits_as_a_draft() -> None:
    for draft in Version.objects.filter(workflow__slug__in=lacking()):
        assert (draft.number, draft.published_at) == (1, None)
        assert {fault["path"].rpartition(".")[2] for fault in draft.errors} <= {"agent", "squad", "action"}


def test_loading_again_changes_nothing() -> None:
    before = state()
    reference_ensure()
    call_command("reference", stdout=StringIO())
    assert state() == before


def test_with_the_demo_they_are_awake_and_no_run_is_started() -> None:
    call_command("demo", stdout=StringIO())
    rows = Workflow.objects.filter(slug__in=SLUGS)
    assert {row.slug for row in rows if row.is_active} == SLUGS - lacking()
    assert ModuleEvent.objects.exists()
    before = state()
    call_command("demo", stdout=StringIO())
    call_command("reference", stdout=StringIO())
    assert (state(), Run.objects.count()) == (before, 0)


# --- Renewing -------------------------------------------------------------------------------------------------------
def test_without_the_demo_it_sleeps_until_the_demo_is_loaded() -> None:
    asleep = release(condition("hello"), with_demo=False)
    assert stands(asleep) == ("Greeting", ["hello"], 1, False)
    assert stands(release(condition("hello"))) == ("Greeting", ["hello"], 1, True)
    assert stands(release(condition("hello"), with_demo=False)) == ("Greeting", ["hello"], 1, True)


def test_a_draft_is_published_and_woken_by_the_first_load_that_finds_nothing_wrong_with_it() -> None:
    draft = release(condition("hello"), by_nobody("look"))
    assert stands(draft) == ("Greeting", ["hello", "look"], None, False)
    assert stands(release(condition("hello"), by_nobody("look"), with_demo=False))[2:] == (None, False)
    Group.objects.create(name="night-shift")
    woken = release(condition("hello"), by_nobody("look"), with_demo=False)
    assert stands(woken) == ("Greeting", ["hello", "look"], 1, True)


def test_a_newer_one_replaces_what_is_untouched() -> None:
    release(condition("hello"))
    assert stands(release(condition("good_day"), title="Good day")) == ("Good day", ["good_day"], 2, True)


def test_a_newer_one_that_cannot_be_published_yet_leaves_the_old_one_running() -> None:
    release(condition("hello"))
    assert stands(release(condition("hello"), by_nobody("look"))) == ("Greeting", ["hello"], 1, True)
    Group.objects.create(name="night-shift")
    assert stands(release(condition("hello"), by_nobody("look")))[1:] == (["hello", "look"], 2, True)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"name": "Ours"}, ("Ours", ["hello"], 1, False)),
        ({"steps": [condition("mine")]}, ("Greeting", ["mine"], 2, False)),
        ({"steps": [condition("mine")], "draft": True}, ("Greeting", ["mine"], 1, False)),
    ],
)
def test_what_a_person_edited_is_neither_renewed_nor_woken(
    edit: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    release(condition("hello"), with_demo=False)
    workflow_save(slug="greeting", **edit)
    assert stands(release(condition("newer"))) == expected


def test_what_a_person_put_to_sleep_is_renewed_and_not_woken() -> None:
    awake = release(condition("hello"))
    assert awake is not None
    workflow_activate(workflow=awake, is_active=False)
    assert stands(release(condition("newer"))) == ("Greeting", ["newer"], 2, False)


def test_what_a_person_deleted_is_not_loaded_again() -> None:
    loaded = release(condition("hello"))
    assert loaded is not None
    workflow_delete(workflow=loaded)
    assert release(condition("newer")) is None


def test_what_a_person_made_under_that_name_is_his() -> None:
    workflow_save(slug="greeting", name="Mine", steps=[condition("mine")], is_active=False)
    assert stands(release(condition("hello"))) == ("Mine", ["mine"], 1, False)


# --- What is named, and is not there ----------------------------------------------------------------------------------
def test_names_that_this_program_does_not_have_show_in_the_check() -> None:
    assert names_check() == []
    workflow_store(
        condition("look"),
        {"name": "send", "squad": "logistics", "action": "send_truck"},
        {"name": "off", "type": "oracle", "disabled": True},
        trigger_module="growth",
        trigger_event="lead.born",
    )
    hint = (
        "In the middle of a deploy, go on: its steps wait and are tried again. Else deploy what offers it, or save "
        "the workflow without it."
    )
    assert names_check() == [
        CheckWarning(
            f"The workflow 'sample' names {told}, which this version of the program does not have.",
            hint=hint,
            id="workflows.W001",
        )
        for told in (
            "the event growth.lead.born in its trigger",
            "the action logistics.send_truck in its step 'send'",
        )
    ]
    said = StringIO()
    call_command("check", stderr=said)
    assert "the action logistics.send_truck" in said.getvalue()


def test_publishing_looks_anew_at_what_a_draft_names() -> None:
    draft = workflow_save(slug="sample", name="Sample", steps=[condition("a"), by_nobody("look")], draft=True)
    assert [fault["path"] for fault in draft.versions.get().errors] == ["steps[1].assignee_group"]
    Group.objects.create(name="night-shift")
    assert workflow_publish(workflow=draft).errors == []


def test_only_what_is_published_can_be_made_active() -> None:
    draft = workflow_save(slug="sample", name="Sample", steps=[condition("a")], draft=True, is_active=False)
    with pytest.raises(NotPublished) as raised:
        workflow_activate(workflow=draft, is_active=True)
    assert str(raised.value) == "The workflow sample has no published version. Publish it first."
