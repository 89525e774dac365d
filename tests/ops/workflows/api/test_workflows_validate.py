"""A definition is judged as a whole, whatever it is; and its schema says what it may be."""

from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.utils import translation

from ops.workflows.models import Workflow
from ops.workflows.shipped import shipped_workflows
from tests.ops.workflows.api.conftest import Ask, condition, review, told

pytestmark = pytest.mark.django_db

LIST = "Give the steps as a list."


def faults(ask: Ask, *steps: Any, **definition: Any) -> dict[str, str]:
    status, verdict = ask("post", "validate/", {"steps": list(steps), **definition})
    assert (status, list(verdict), verdict["valid"]) == (200, ["valid", "errors"], not verdict["errors"])
    return {fault["path"]: fault["message"] for fault in verdict["errors"]}


def test_what_is_right_has_no_errors(ask: Ask) -> None:
    before = Workflow.objects.count()
    assert faults(ask, condition("look"), review("check"), condition("go", when="rejected")) == {}
    assert Workflow.objects.count() == before


@pytest.mark.parametrize("steps", [None, 5, "look", True, {}, {"0": condition("look")}])
def test_what_is_no_list_at_all_is_an_error_and_no_refusal(ask: Ask, steps: Any) -> None:
    assert ask("post", "validate/", {"steps": steps}) == (
        200,
        {"valid": False, "errors": [{"path": "steps", "message": LIST}]},
    )


@pytest.mark.parametrize("step", [None, 5, "look", True, []])
def test_what_is_no_step_is_an_error_and_no_refusal(ask: Ask, step: Any) -> None:
    assert faults(ask, condition("a"), step) == {"steps[1]": "Give a step as an object."}


def test_triggers_of_another_kind_are_errors_too(ask: Ask) -> None:
    assert faults(ask, condition("a"), trigger_module=5, trigger_event=[], trigger_condition={}) == {
        "trigger_module": "Give a text.",
        "trigger_event": "Give a text.",
        "trigger_condition": "Give a text.",
    }
    assert faults(ask, condition("a"), trigger_module=None, trigger_event=None, trigger_condition=None) == {}


def test_nothing_at_all_lacks_steps(ask: Ask) -> None:
    assert ask("post", "validate/", {})[1] == {"valid": False, "errors": [{"path": "steps", "message": LIST}]}


def test_a_body_that_is_broken_is_refused(ops: Client, ask: Ask) -> None:
    for raw in (b"{", b"[]", b'"steps"', b'{"steps": "\\u0000"}'):
        answer = ops.post("/api/v1/workflows/validate/", raw, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert told(ask("post", "validate/", {"stages": []})) == (400, {"stages": "There is no such field here."})


#: What §5 says that saving refuses: the path, and how its sentence begins.
REFUSED: dict[str, tuple[list[dict[str, Any]], str, str]] = {
    "an unknown kind": ([{"name": "a", "type": "oracle"}], "steps[0].type", "There is no such kind of step."),
    "a cycle": (
        [condition("a", depends_on=["b"]), condition("b")],
        "steps[0].depends_on",
        "These steps wait for each other: a → b → a.",
    ),
    "a name twice": ([condition("a"), condition("a")], "steps[1].name", "Step 1 is called “a” too."),
    "an unknown step": (
        [condition("a", depends_on=["b"])],
        "steps[0].depends_on[0]",
        "There is no step “b”. There is none to choose from yet.",
    ),
    "an unknown agent": ([{"name": "a", "type": "ai_agent", "agent": "x"}], "steps[0].agent", "There is no agent “x”."),
    "an unknown squad": ([{"name": "a", "squad": "x", "action": "y"}], "steps[0].squad", "There is no squad “x”."),
    "an unknown record": (
        [{"name": "a", "type": "db_query", "operation": "count", "model": "auth.User"}],
        "steps[0].model",
        "There are no records “auth.User”.",
    ),
    "an unknown field": (
        [{"name": "a", "type": "db_query", "operation": "count", "model": "growth.Lead", "filter": {"pw": 1}}],
        "steps[0].filter.pw",
        "growth.Lead has no field “pw” to look at here.",
    ),
    "an update without a filter": (
        [{"name": "a", "type": "db_query", "operation": "update", "model": "growth.Lead", "values": {"name": "x"}}],
        "steps[0].filter",
        "Without a filter, every record would be changed.",
    ),
    "an unknown group": (
        [condition("a"), review("b", assignee_group="ghosts")],
        "steps[1].assignee_group",
        "There is no group “ghosts”.",
    ),
    "nobody who could decide": (
        [condition("a"), review("b", assignee_group=None)],
        "steps[1].assignee_group",
        "Nobody could decide this.",
    ),
    "a step that is not before": (
        [condition("a", "steps.b.output.result"), condition("b")],
        "steps[0].expression",
        "The step “b” does not come before this one.",
    ),
    "what no step puts out": (
        [condition("a"), condition("b", "steps.a.output.score")],
        "steps[1].expression",
        "There is no “score” in steps.a.output.",
    ),
    "when without a gate": (
        [{"name": "a", "type": "delay", "seconds": 1}, condition("b", when=False)],
        "steps[1].when",
        "It asks for a result, but waits for no condition or review.",
    ),
    "a gate switched off that a when names": (
        [condition("a", disabled=True), condition("b", depends_on=["a"], when=False)],
        "steps[0].disabled",
        "“b” asks for its result in “when”.",
    ),
    "a step switched off that another reads": (
        [condition("a", disabled=True), condition("b", "steps.a.output.result")],
        "steps[1].expression",
        "The step “a” is switched off",
    ),
    "a power": ([condition("a", "2 ** 9")], "steps[0].expression", ""),
    "Python's own": ([condition("a", "payload.__class__")], "steps[0].expression", ""),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "path", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_contract_refuses_is_told_with_its_path(
    ask: Ask, steps: list[dict[str, Any]], path: str, message: str
) -> None:
    found = faults(ask, *steps)
    assert path in found
    assert found[path].startswith(message)
    status, problem = ask("post", data={"slug": "sample", "name": "Sample", "steps": steps})
    assert (status, {fault["path"]: fault["message"] for fault in problem["errors"]}) == (400, found)


def test_paths_into_the_trigger_are_checked_against_the_events_schema(ask: Ask) -> None:
    trigger = {"trigger_module": "growth", "trigger_event": "lead.created"}
    found = faults(ask, condition("a", "payload.nme == 'Ana'"), **trigger)
    assert found["steps[0].expression"].startswith("There is no “nme” in payload. Choose one of these")
    assert faults(ask, condition("a", "payload.nme == 'Ana'")) == {}


def test_sentences_follow_the_readers_language(ask: Ask) -> None:
    spoken = {"Accept-Language": "pt-BR"}
    status, verdict = ask("post", "validate/", {"steps": []}, **spoken)
    with translation.override("pt-br"):
        expected = translation.gettext("There is no step. Add one.")
    assert (status, [fault["message"] for fault in verdict["errors"]]) == (200, [expected])


# --- The schema -----------------------------------------------------------------------------------------------------
def test_the_schema_of_the_steps_takes_what_is_shipped_and_refuses_what_is_none(api: Any) -> None:
    answer = api("ops").get("/api/v1/schema/steps/")
    assert answer.status_code == 200
    schema = answer.json()
    jsonschema.Draft202012Validator.check_schema(schema)
    for shipped in shipped_workflows():
        jsonschema.validate(shipped.steps, schema, cls=jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"name": "a", "type": "oracle"}], schema, cls=jsonschema.Draft202012Validator)
    assert api("growth").get("/api/v1/schema/steps/").status_code == 403
