"""The document's JSON Schema says what its reader does, and no garbage brings the reader down."""

from typing import Any, Literal

import jsonschema
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from nessos.kernel.registry import RegistrationError, Registry
from ops.workflows.checking import steps_check
from ops.workflows.definition.document import DefinitionError, document_schema, steps_load, steps_read
from ops.workflows.definition.kinds import StepKind, kind_add, step_kinds
from ops.workflows.definition.marks import Mark
from ops.workflows.definition.paths import path_of, path_template
from ops.workflows.definition.step import Step
from tests.ops.workflows.declared import HOUSE

ALWAYS_THE_SAME = settings(derandomize=True, deadline=None, max_examples=200)


# --- The schema --------------------------------------------------------------------------------------------------
def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(document_schema())


def test_the_schema_has_every_kind_and_says_what_each_field_is() -> None:
    definitions = document_schema()["$defs"]
    assert sorted(definitions) == ["Action", "AiAgent", "Condition", "DbQuery", "Delay", "HumanReview"]
    for name, definition in definitions.items():
        untold = [field for field, schema in definition["properties"].items() if not schema.get("title")]
        assert (name, untold) == (name, [])
        assert definition["additionalProperties"] is False


def test_the_schema_is_in_the_readers_language() -> None:
    with translation.override("en"):
        assert document_schema()["$defs"]["Delay"]["properties"]["seconds"]["title"] == "Seconds"


POOL: dict[str, list[Any]] = {
    "name": ["a", "b_2", "A", "", "class", 7],
    "type": ["delay", "condition", "db_query", "action", "ai_agent", "human_review", "sql", 3],
    "depends_on": [None, "a", ["a"], [], [1], {}],
    "when": [None, True, "any", {"a": False}, {}, "no", 1],
    "condition": [None, "payload.a", 5],
    "delay_seconds": [0, 1.5, -1, True, "1"],
    "retry_on_failure": [0, 3, 200, 2.5, True],
    "timeout_seconds": [None, 30, 0],
    "on_failure": ["fail", "continue", "stop"],
    "disabled": [True, False, 0],
    "seconds": [None, 5, "{{ payload.a }}", "5", -2],
    "until": [None, "2026-01-31T12:00:00Z", "{{ payload.a }}", "soon", 3],
    "expression": ["payload.a", "", 1],
    "operation": ["get", "list", "delete"],
    "model": ["growth.Lead", "", 1],
    "filter": [{}, {"id": 1}, []],
    "order_by": ["name", ["-name"], [1], 2],
    "limit": [1, 100, 101, "1"],
    "agent": ["qualify_lead", "", 2],
    "context_keys": [[], ["payload.a"], "payload.a", [1]],
    "min_confidence": [None, 0.5, 2],
    "params": [{}, {"a": "{{ payload.b }}"}, [], None],
    "assignee_group": [None, "growth", 1],
    "assignees": [["ana", 7], "ana", [None]],
    "quorum": [1, 0, 101],
    "on_timeout": [None, "approve", "ignore"],
    "squad": ["inventory", "", 1],
    "action": ["check_stock", None],
    "extra": [1],
}  # fmt: skip


@st.composite
def nearly_steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Steps of a kind's own fields mostly, whose values are right mostly."""
    made = []
    for _place in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(list(step_kinds())))
        required = [name for name, info in kind.model.model_fields.items() if info.is_required()]
        names = {
            *required,
            "type",
            *draw(st.lists(st.sampled_from([*kind.model.model_fields, "extra"]), max_size=3)),
        }
        step = {name: draw(st.sampled_from(POOL.get(name, ["x"]))) for name in sorted(names)}
        made.append(step | {"type": draw(st.sampled_from([kind.name, kind.name, kind.name, step["type"]]))})
    return made


@pytest.fixture(scope="module")
def schema() -> Any:
    return jsonschema.Draft202012Validator(document_schema())


@ALWAYS_THE_SAME
@given(steps=nearly_steps())
def test_schema_and_reader_agree_on_any_document(schema: Any, steps: list[dict[str, Any]]) -> None:
    _found, faults = steps_read(steps)
    fits = schema.is_valid(steps)
    assert fits is (faults == []), faults


# --- Garbage -----------------------------------------------------------------------------------------------------
_WORDS = [*POOL, "id", "name__in", "a", "\0", "\ud800", "é"]
_TEXTS = ["payload.a", "{{ payload.a }}", "{{", "steps.a.output", "a", "growth.Lead", "1 +", "\0", "\ud800", "{{ 1 }} {{ x }}"]  # fmt: skip
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(_TEXTS)
    | st.text(max_size=8)
    | st.just(10**400)
)
_GARBAGE = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=5),
    max_leaves=20,
)


@ALWAYS_THE_SAME
@given(_GARBAGE | st.lists(_GARBAGE, max_size=4), _SCALARS, _SCALARS, _SCALARS)
def test_garbage_has_faults_and_nothing_else(steps: Any, module: Any, event: Any, condition: Any) -> None:
    for fault in steps_check(steps, module, event, condition, house=HOUSE):
        assert fault.path.startswith(("steps", "trigger_"))
        assert fault.message


@ALWAYS_THE_SAME
@given(nearly_steps(), st.dictionaries(st.sampled_from(list(POOL)), _GARBAGE, max_size=3))
def test_garbage_within_steps_has_faults_and_nothing_else(
    steps: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    steps = [*steps, {**steps[0], **more}]
    paths = [fault.path for fault in steps_check(steps, "growth", "lead.created", house=HOUSE)]
    assert all(path.startswith("steps[") for path in paths)


def test_nesting_without_end_is_told() -> None:
    deep: Any = "{{ payload.a }}"
    for _level in range(200):
        deep = [deep]
    step = {
        "name": "a",
        "type": "db_query",
        "model": "growth.Lead",
        "operation": "list",
        "filter": {"name": deep},
    }
    faults = steps_check([step], house=HOUSE)
    assert {fault.message for fault in faults} == {"This is nested too deeply. Nest it less."}


# --- Loading, and what the engine asks of a step -----------------------------------------------------------------
def test_what_was_saved_right_is_loaded_as_typed_steps() -> None:
    (step,) = steps_load([{"name": "act", "squad": "inventory", "action": "check_stock", "depends_on": "a"}])
    assert (step.kind, step.depends_on, step.marked()) == (
        "action",
        ["a"],
        {"condition": Mark.EXPRESSION, "params": Mark.TEMPLATE},
    )


def test_a_version_that_cannot_be_read_says_what_about_it() -> None:
    with pytest.raises(DefinitionError) as error:
        steps_load([{"name": "a", "type": "quantum"}])
    assert str(error.value).startswith(
        "steps[0].type of this workflow cannot be read: There is no such kind of step. Choose one of these: action, "
    )


def test_a_path_may_stand_in_braces() -> None:
    assert path_template("steps.a.output") == path_template("{{ steps.a.output }}") == "{{ steps.a.output }}"
    assert path_of("{{ steps.a.output['b c'][0] }}") == ("steps", "a", "output", "b c", 0)
    assert [path_of(text) for text in ("len(payload.a)", "a.b", "1", "{{ payload.a }}!")] == [None] * 4


# --- The door for kinds ------------------------------------------------------------------------------------------
class Untyped(Step):
    pass


class Nap(Step):
    type: Literal["nap"]


@pytest.mark.parametrize(
    ("model", "label", "sentence"),
    [
        (dict, "x", "The kind of step <class 'dict'> is no Step. Derive it from Step."),
        (Untyped, "x", f"The kind of step {Untyped!r} does not say its type. Give it type: Literal['…']."),
        (Nap, "", "The kind of step 'nap' has no label. Give it one, marked for translation."),
    ],
)
def test_a_wrong_kind_stops_the_start(model: Any, label: str, sentence: str) -> None:
    with pytest.raises(RegistrationError) as error:
        kind_add(Registry("kind of step"), model, label)
    assert str(error.value) == sentence


def test_a_kind_twice_stops_the_start() -> None:
    registry: Registry[StepKind] = Registry("kind of step")
    kind_add(registry, Nap, "Nap")
    with pytest.raises(RegistrationError, match="The kind of step 'nap' is registered twice"):
        kind_add(registry, Nap, "Nap")
