"""Workflows are made, changed, published and deleted over HTTP, as contract §5 has it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from nessos.eventlog.services import event_emit
from ops.workflows.models import Run, Version, Workflow
from tests.ops.workflows.api.conftest import WORKFLOWS, Ask, body, condition, review, told

pytestmark = pytest.mark.django_db

NO_EVENT = (
    "There is no event type growth.lead.born. GET /api/v1/event-types/ lists them; custom.… may be anything."
)


def editor(api: Any, *codes: str) -> Client:
    """Who may do just this."""
    client: Client = api(username=f"editor{len(codes)}")
    found = Permission.objects.filter(content_type__app_label="workflows", codename__in=codes)
    client.user.user_permissions.set(found)  # type: ignore[attr-defined]
    return client


# --- What a workflow is ---------------------------------------------------------------------------------------------
def test_it_is_what_the_contract_says(ask: Ask) -> None:
    status, made = ask(
        "post",
        data=body(
            trigger_module="growth", trigger_event="lead.created", trigger_condition="payload.name != ''"
        ),
    )
    assert status == 201
    moments = {made.pop("created_at"), made.pop("updated_at")}
    assert all(moment.endswith("Z") for moment in moments)
    assert made == {
        "slug": "sample",
        "name": "Sample",
        "description": "",
        "trigger_module": "growth",
        "trigger_event": "lead.created",
        "trigger_condition": "payload.name != ''",
        "is_active": True,
        "steps": [condition("look")],
        "version": 1,
        "errors": [],
        "published_version": 1,
    }
    status, shown = ask("get", "sample/")
    assert (status, {name: shown[name] for name in made}) == (200, made)


def test_it_stands_where_the_answer_says(ops: Client) -> None:
    answer = ops.post(WORKFLOWS, body(), content_type="application/json")
    assert answer["Location"] == f"{WORKFLOWS}sample/"
    assert ops.get(answer["Location"]).status_code == 200


def test_a_trigger_may_be_null_or_empty_or_left_out(ask: Ask) -> None:
    nothing = {"trigger_module": None, "trigger_event": None, "trigger_condition": None}
    assert ask("post", data=body("one", **nothing))[1]["trigger_module"] == ""
    assert ask("post", data=body("two", trigger_module="", trigger_event=""))[0] == 201
    assert ask("post", data=body("three"))[0] == 201


def test_events_made_up_by_their_sender_trigger_too(ask: Ask) -> None:
    made = body(trigger_module="ops", trigger_event="custom.rang")
    assert ask("post", data=made)[0] == 201
    event_emit(module="ops", event_type="custom.rang", entity_id="", payload={})
    assert Run.objects.get().workflow.slug == "sample"


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"slug": "two words"}, "slug", None),
        ({"slug": "validate"}, "slug", "This word stands in an address already. Choose another slug."),
        ({"name": ""}, "name", "This field may not be blank."),
        ({"name": 5}, "name", "Send a text."),
        ({"is_active": "yes"}, "is_active", "Send true or false."),
        ({"steps": {}}, "steps", "Give the steps as a list."),
        ({"steps": None}, "steps", "Give the steps as a list."),
        ({"steps": None, "draft": True}, "steps", "Give the steps as a list."),
        ({"steps": []}, "steps", "There is no step. Add one."),
        ({"steps": ["look"]}, "steps[0]", "Give a step as an object."),
        ({"trigger_module": "growth", "trigger_event": "lead.born"}, "trigger_event", NO_EVENT),
        ({"trigger_event": "lead.created"}, "trigger_module", "Name the room that the event is of."),
        ({"colour": "red"}, "colour", "There is no such field here."),
    ],
)
def test_what_is_wrong_is_refused_with_its_path(
    ask: Ask, changes: dict[str, Any], path: str, message: str | None
) -> None:
    status, faults = told(ask("post", data=body(**changes)))
    assert (status, list(faults)) == (400, [path])
    assert message in (None, faults[path])
    assert not Workflow.objects.filter(name="Sample").exists()


def test_a_slug_is_given_once(ask: Ask) -> None:
    ask("post", data=body())
    taken = "There is a workflow with this slug already. Choose another slug, or change that workflow."
    assert told(ask("post", data=body())) == (400, {"slug": taken})
    ask("post", data=body("other"))
    assert told(ask("patch", "other/", {"slug": "sample"})) == (400, {"slug": taken})


def test_a_repeated_post_with_its_key_makes_one(ask: Ask) -> None:
    key = {"Idempotency-Key": "make-it"}
    first, again = (ask("post", data=body(), **key) for _time in range(2))
    assert first == again
    assert first[0] == 201
    assert ask("post", data=body("other"), **key)[0] == 409


# --- Versions -------------------------------------------------------------------------------------------------------
def test_saving_steps_makes_and_publishes_a_new_version_and_the_same_again_none(ask: Ask) -> None:
    ask("post", data=body())
    changed = body(steps=[condition("look"), condition("again")])
    assert [ask("put", "sample/", changed)[1]["version"] for _time in range(2)] == [2, 2]
    status, patched = ask("patch", "sample/", {"steps": [condition("once")]})
    assert (status, patched["version"], patched["published_version"]) == (200, 3, 3)
    assert ask("patch", "sample/", {"name": "Renamed", "is_active": False})[1]["version"] == 3
    assert Version.objects.filter(workflow__slug="sample").count() == 3


def test_steps_that_python_takes_for_the_same_are_others(ask: Ask) -> None:
    ask("post", data=body(steps=[condition("look", disabled=False), condition("so")]))
    steps = [condition("look", disabled=0), condition("so")]
    status, draft = ask("patch", "sample/", {"steps": steps, "draft": True})
    assert (status, draft["version"]) == (200, 2)
    assert draft["errors"] == [{"path": "steps[0].disabled", "message": "Give true or false."}]


def test_what_was_read_may_be_sent_back_whole(ask: Ask) -> None:
    ask("post", data=body())
    shown = ask("get", "sample/")[1]
    status, saved = ask("put", "sample/", shown)
    assert (status, saved["version"]) == (200, 1)
    assert told(ask("put", "sample/", {"slug": "sample", "name": "x"})) == (
        400,
        {"steps": "This field is required."},
    )


def test_a_draft_waits_beside_what_runs_until_it_is_published(ask: Ask) -> None:
    ask("post", data=body(trigger_module="ops", trigger_event="custom.rang"))
    status, draft = ask("patch", "sample/", {"steps": [condition("new")], "draft": True})
    assert (status, draft["version"], draft["published_version"]) == (200, 2, 1)
    assert draft["steps"] == [condition("new")]
    shown = ask("get", "sample/")[1]
    assert (shown["version"], shown["steps"]) == (1, [condition("look")])

    event_emit(module="ops", event_type="custom.rang", entity_id="", payload={})
    status, published = ask("post", "sample/publish/")
    assert (status, published["version"], published["steps"]) == (200, 2, [condition("new")])
    event_emit(module="ops", event_type="custom.rang", entity_id="", payload={})
    runs = Run.objects.filter(workflow__slug="sample").order_by("started_at")
    assert [run.version.number for run in runs] == [1, 2]
    assert ask("post", "sample/publish/")[0] == 200
    assert told(ask("post", "sample/publish/", {"version": 1})) == (
        400,
        {"version": "There is no such field here."},
    )


def test_a_draft_may_be_invalid_and_says_so_and_cannot_be_published(ask: Ask) -> None:
    wrong = [condition("look", "payload.__class__"), condition("look")]
    status, draft = ask("post", data=body(steps=wrong, draft=True))
    faults = {
        "steps[0].expression": draft["errors"][0]["message"],
        "steps[1].name": "Step 1 is called “look” too. Give each step a name of its own.",
    }
    assert (status, draft["version"], draft["published_version"]) == (201, 1, None)
    assert [fault["path"] for fault in draft["errors"]] == list(faults)
    assert ask("get", "sample/")[1]["errors"] == draft["errors"]
    assert told(ask("post", "sample/publish/")) == (400, faults)

    status, mended = ask("put", "sample/", body(draft=True))
    assert (status, mended["version"], mended["errors"]) == (200, 2, [])
    assert ask("post", "sample/publish/")[1]["published_version"] == 2


def test_saving_what_is_invalid_is_refused_with_the_errors_that_validate_gives(ask: Ask) -> None:
    steps = [
        condition("look", "1 +"),
        {"name": "ask", "type": "oracle"},
        condition("x", "steps.nobody.output"),
    ]
    definition: dict[str, Any] = {"steps": steps, "trigger_module": "growth", "trigger_event": "lead.born"}
    status, verdict = ask("post", "validate/", definition)
    assert (status, verdict["valid"]) == (200, False)
    assert [fault["path"] for fault in verdict["errors"]] == [
        "trigger_event",
        "steps[0].expression",
        "steps[1].type",
        "steps[2].expression",
    ]
    status, problem = ask("post", data=body(**definition))
    assert (status, problem["errors"]) == (400, verdict["errors"])
    assert problem["detail"].startswith(
        "The steps of the workflow sample have faults: trigger_event: There is no"
    )


def test_a_trigger_takes_effect_at_once_so_what_runs_has_to_fit_it(ask: Ask) -> None:
    ask("post", data=body(steps=[condition("look", "payload.tone == 'high'")]))
    moved = {"trigger_module": "growth", "trigger_event": "lead.created"}
    for changes in (moved, {**moved, "draft": True, "steps": [condition("look")]}):
        status, faults = told(ask("patch", "sample/", changes))
        assert (status, list(faults)) == (400, ["steps[0].expression"])
    assert ask("patch", "sample/", {**moved, "steps": [condition("look", "payload.name == 'Ana'")]})[0] == 200
    unknown = {"trigger_module": "growth", "trigger_event": "lead.born"}
    assert told(ask("patch", "sample/", unknown)) == (400, {"trigger_event": NO_EVENT})


def test_a_draft_is_looked_at_anew_when_its_trigger_changes(ask: Ask) -> None:
    steps = [condition("look", "payload.tone == 'high'")]
    wrong = body(steps=steps, draft=True, trigger_module="growth", trigger_event="lead.created")
    assert [fault["path"] for fault in ask("post", data=wrong)[1]["errors"]] == ["steps[0].expression"]
    assert ask("patch", "sample/", {"trigger_module": "", "trigger_event": ""})[1]["errors"] == []


def test_versions_are_listed_newest_first_and_paged(ask: Ask) -> None:
    ask("post", data=body())
    for name in ("two", "three"):
        ask("patch", "sample/", {"steps": [condition(name)]})
    ask("patch", "sample/", {"steps": [condition("1st")], "draft": True})
    status, page = ask("get", "sample/versions/?limit=3")
    assert (status, page["previous"]) == (200, None)
    assert [(row["version"], row["is_published"]) for row in page["results"]] == [
        (4, False),
        (3, True),
        (2, False),
    ]
    draft = page["results"][0]
    assert list(draft) == ["version", "steps", "errors", "is_published", "published_at", "created_at"]
    assert (draft["published_at"], [fault["path"] for fault in draft["errors"]]) == (None, ["steps[0].name"])
    rest = ask("get", page["next"].rpartition(WORKFLOWS)[2])[1]
    assert [(row["version"], row["steps"]) for row in rest["results"]] == [(1, [condition("look")])]
    assert ask("get", "sample/versions/?search=x")[0] == 400
    assert ask("get", "nobody/versions/")[0] == 404


# --- Lists ----------------------------------------------------------------------------------------------------------
def test_lists_are_narrowed_searched_ordered_and_paged(ask: Ask) -> None:
    ask("post", data=body("zeta", name="Bells ring", trigger_module="ops", trigger_event="custom.rang"))
    ask("post", data=body("eta", description="All about bells", is_active=False))
    ask("post", data=body("theta", steps=[], draft=True))

    def slugs(query: str) -> list[str]:
        status, page = ask("get", f"?{query}")
        assert (status, list(page)) == (200, ["next", "previous", "results"])
        return [row["slug"] for row in page["results"]]

    assert slugs("search=bells") == ["eta", "zeta"]
    assert slugs("search=bells&is_active=true") == ["zeta"]
    assert slugs("trigger_module=ops&trigger_event=custom.rang") == ["zeta"]
    assert slugs("search=eta&ordering=-slug") == ["zeta", "theta", "eta"]
    assert slugs("search=eta&limit=2") == ["eta", "theta"]
    assert ask("get", "?colour=red")[0] == 400
    assert ask("get", "?is_active=perhaps")[0] == 400


def test_a_list_costs_as_many_queries_however_many_there_are(
    ask: Ask, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        ask("post", data=body(f"draft-{number}", draft=True))
    ask("get")
    with django_assert_max_num_queries(9):
        ask("get", "?limit=200")


# --- Deleting -------------------------------------------------------------------------------------------------------
def test_deleting_one_that_has_runs_archives_it_and_its_slug_is_free(ask: Ask) -> None:
    ask("post", data=body(trigger_module="ops", trigger_event="custom.rang"))
    run = ask("post", "sample/trigger/", {"payload": {}})[1]["run"]
    assert ask("delete", "sample/") == (204, None)
    for verb, address in (("get", ""), ("delete", ""), ("post", "trigger/"), ("get", "versions/")):
        assert ask(verb, f"sample/{address}")[0] == 404
    assert "sample" not in {row["slug"] for row in ask("get", "?search=sample")[1]["results"]}
    event_emit(module="ops", event_type="custom.rang", entity_id="", payload={})
    assert str(Run.objects.get().pk) == run

    status, made = ask("post", data=body(steps=[condition("fresh")]))
    assert (status, made["version"]) == (201, 1)
    assert ask("delete", "sample/") == (204, None)
    assert Workflow.objects.filter(slug="sample", archived_at__isnull=False).count() == 2


def test_a_draft_that_never_ran_is_deleted_for_good(ask: Ask) -> None:
    ask("post", data=body(draft=True))
    assert ask("delete", "sample/") == (204, None)
    assert not Workflow.objects.filter(slug="sample").exists()


# --- By hand --------------------------------------------------------------------------------------------------------
def test_a_run_by_hand_has_no_event_and_knows_who_started_it(ask: Ask, ops: Client) -> None:
    ask("post", data=body(is_active=False))
    status, answer = ask("post", "sample/trigger/", {"payload": {"stock_level": 3}})
    assert (status, list(answer)) == (202, ["run"])
    run = Run.objects.get(pk=answer["run"])
    assert (run.event_id, run.trigger_payload) == (None, {"stock_level": 3})
    assert run.triggered_by_id == ops.user.pk  # type: ignore[attr-defined]


def test_a_repeated_start_with_its_key_makes_one_run(ask: Ask) -> None:
    ask("post", data=body())
    key = {"Idempotency-Key": "start-it"}
    first, again = (ask("post", "sample/trigger/", {"payload": {"n": 1}}, **key) for _time in range(2))
    assert first == again
    assert Run.objects.count() == 1


@pytest.mark.parametrize("payload", [None, 5, "x", []])
def test_a_payload_is_an_object(ask: Ask, payload: Any) -> None:
    ask("post", data=body())
    status, faults = told(ask("post", "sample/trigger/", {"payload": payload}))
    assert (status, list(faults)) == (400, ["payload"])


def test_what_was_never_published_cannot_be_started(ask: Ask) -> None:
    ask("post", data=body(draft=True))
    status, problem = ask("post", "sample/trigger/", {})
    assert (status, problem["detail"]) == (
        409,
        "The workflow sample has no published version. Publish it first.",
    )


# --- Who may --------------------------------------------------------------------------------------------------------
def test_who_may_not_publish_saves_drafts(ask: Ask, api: Any) -> None:
    ask("post", data=body())
    hand = editor(api, "view_workflow", "add_workflow", "change_workflow")
    changed = {"steps": [condition("new")]}
    status, problem = ask("patch", "sample/", changed, by=hand)
    assert status == 403
    assert problem["detail"] == (
        "You may not publish workflows. Save it as a draft, or ask an administrator for the permission "
        "workflows.publish_workflow."
    )
    assert ask("post", data=body("other"), by=hand)[0] == 403
    assert ask("patch", "sample/", {**changed, "draft": True}, by=hand)[0] == 200
    assert ask("patch", "sample/", {"name": "Renamed"}, by=hand)[0] == 200
    assert ask("post", "sample/publish/", by=hand)[0] == 403
    assert ask("post", "sample/trigger/", {}, by=hand)[0] == 403


def test_switching_off_a_review_needs_the_permission_to_publish(ask: Ask, api: Any, ops: Client) -> None:
    steps = [condition("look"), review("check"), condition("go")]
    off = [condition("look"), review("check", disabled=True), condition("go")]
    ask("post", data=body(steps=steps))
    hand = editor(api, "view_workflow", "change_workflow")
    status, problem = ask("patch", "sample/", {"steps": off, "draft": True}, by=hand)
    assert status == 403
    assert problem["detail"] == (
        "You may not switch off a review (check). Leave it on, or ask an administrator for the permission "
        "workflows.publish_workflow."
    )
    assert ask("patch", "sample/", {"steps": off}, by=ops)[0] == 200
    kept = [*off, condition("more")]
    assert ask("patch", "sample/", {"steps": kept, "draft": True}, by=hand)[0] == 200


@pytest.mark.parametrize("role", ["growth", "fin", "gov", "employee"])
def test_other_rooms_see_none_of_it(ask: Ask, api: Any, role: str) -> None:
    ask("post", data=body())
    other = api(role)
    answers = [
        ask("get", by=other)[0],
        ask("get", "sample/", by=other)[0],
        ask("get", "sample/versions/", by=other)[0],
        ask("post", data=body("other"), by=other)[0],
        ask("post", "validate/", {}, by=other)[0],
        ask("post", "sample/publish/", by=other)[0],
        ask("post", "sample/trigger/", {}, by=other)[0],
        ask("delete", "sample/", by=other)[0],
    ]
    assert answers == [403] * 8
