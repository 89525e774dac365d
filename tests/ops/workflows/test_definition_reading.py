"""What saving refuses of what a step reads, asks for and does, each with its path and its whole sentence."""

from typing import Any

import pytest

from tests.ops.workflows.faulty import (
    LEAD_FIELDS,
    LEADS,
    MODELS,
    PAYLOAD_KEYS,
    Step,
    Told,
    action,
    agent,
    gate,
    on_lead,
    query,
    review,
    told,
    wait,
)
from tests.ops.workflows.sentences import refusal_of


# --- What is read ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        ([gate(expression="payload.score >")], [("steps[0].expression", refusal_of("payload.score >"))]),
        ([wait("a"), wait("b", condition="steps.c.output.x")], [("steps[1].condition", "There is no step “c”. Choose one of these: a.")]),
        (
            [wait("a"), wait("b", depends_on=[], condition="steps.a.output.until")],
            [("steps[1].condition", "The step “a” does not come before this one. Name it in depends_on, or read another step.")],
        ),
        (
            [wait("a", condition="steps.a.output")],
            [("steps[0].condition", "The step “a” does not come before this one. Name it in depends_on, or read another step.")],
        ),
        (
            [wait("a", disabled=True), wait("b", condition="steps.a.output")],
            [("steps[1].condition", "The step “a” is switched off and puts nothing out. Switch it on, or do not read it.")],
        ),
        (
            [wait("a"), wait("b", condition="steps.a.input")],
            [("steps[1].condition", "Of a step only its output can be read. Write steps.a.output.")],
        ),
        (
            [wait("a"), wait("b", condition="steps.a.output.seconds")],
            [("steps[1].condition", "There is no “seconds” in steps.a.output. Choose one of these: until.")],
        ),
        (
            [gate(), wait(condition="steps.gate.output.result.why")],
            [("steps[1].condition", "There is no “why” in steps.gate.output.result, which holds a single value or a list.")],
        ),
        (
            [query("list"), wait(condition="steps.query.output.rows[0].nam == 'Ana'")],
            [("steps[1].condition", f"There is no “nam” in steps.query.output.rows[0]. Choose one of these: {', '.join(sorted(LEAD_FIELDS.split(', ')))}.")],
        ),
        (
            [agent(params={"description": "x"}), review(title="{{ steps.consult.output.playbook }}")],
            [("steps[1].title", "There is no “playbook” in steps.consult.output. Choose one of these: alternatives, confidence, playbook_id, why.")],
        ),
        (
            [agent(params={"description": "x"}), review(), wait(condition="steps.review.output.output.playbook")],
            [("steps[2].condition", "There is no “playbook” in steps.review.output.output. Choose one of these: alternatives, confidence, playbook_id, why.")],
        ),
        ([wait("a", condition="run.name")], [("steps[0].condition", "There is no “name” in run. Choose one of these: id, started_at, trace_id.")]),
        ([query(filter={"id": "{{ payload.id"})], [("steps[0].filter.id", '“{{” is not closed (line 1, column 1). Close it with “}}”; write {{ "{{" }} where the braces themselves are meant.')]),
        (
            [agent(context_keys=["payload.description + 1", "steps.c.output"])],
            [
                ("steps[0].context_keys[0]", "This is no path. Write one such as payload.message or steps.write.output.title."),
                ("steps[0].context_keys[1]", "There is no step “c”. There is none to choose from yet."),
            ],
        ),
        ([review(subject="payload.a or payload.b")], [("steps[0].subject", "This is no path. Write one such as steps.write.output.")]),
    ],
)  # fmt: skip
def test_a_step_reads_what_is_there_before_it(steps: list[Step], faults: Told) -> None:
    assert told(*steps) == faults


def test_paths_are_checked_against_the_events_schema() -> None:
    values = {"name": "{{ payload.nome }}", "email": "{{ event.payload.email }} {{ event.name }}", "city": "{{ context.town }}"}  # fmt: skip
    assert on_lead(query("update", filter={"id": "{{ payload.id }}"}, values=values)) == [
        (
            "steps[0].values.name",
            f"There is no “nome” in payload. Choose one of these: {PAYLOAD_KEYS}.",
        ),
        (
            "steps[0].values.email",
            "There is no “name” in event. Choose one of these: caused_by, created_at, depth, entity_id, event_type, id, "
            "module, payload, trace_id.",
        ),
        (
            "steps[0].values.city",
            f"There is no “town” in context. Choose one of these: {PAYLOAD_KEYS}.",
        ),
    ]


def test_a_payload_that_nobody_declared_may_hold_anything() -> None:
    step = query(filter={"id": "{{ payload.a.b.c }}", "name": "{{ context.d }}"})
    assert told(step) == []
    assert told(step, module="growth", event="custom.moved") == []


def test_a_condition_may_ask_the_context_for_what_is_not_always_there() -> None:
    assert on_lead(wait(condition="lambda context: context.get('stock_level', 0) < 10")) == []


def test_the_context_holds_what_the_steps_before_put_out() -> None:
    step = query("update", filter={"id": "{{ payload.id }}"}, values={"message": "{{ context.why }}"})
    assert on_lead(agent(params={"description": "x"}), step) == []
    assert [path for path, _sentence in on_lead(step)] == ["steps[0].values.message"]


# --- What triggers it --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("trigger", "faults"),
    [
        ({"event": "lead.created"}, [("trigger_module", "Name the room that the event is of.")]),
        ({"module": "growth"}, [("trigger_event", "Name the event, or leave the room empty too: then it runs only by hand.")]),
        (
            {"module": "growth", "event": "lead.lost"},
            [("trigger_event", "There is no event type growth.lead.lost. GET /api/v1/event-types/ lists them; custom.… may be anything.")],
        ),
        ({"module": 1, "event": None, "condition": []}, [("trigger_module", "Give a text."), ("trigger_condition", "Give a text.")]),
        ({"condition": "steps.a.output"}, [("trigger_condition", "No step has run when a workflow is triggered. Read payload or event.")]),
        ({"module": "growth", "event": "custom.moved", "condition": "payload.a > 1"}, []),
    ],
)  # fmt: skip
def test_what_triggers_a_workflow_is_known(trigger: dict[str, Any], faults: Told) -> None:
    assert told(wait(), **trigger) == faults


def test_a_triggers_condition_is_an_expression() -> None:
    assert [path for path, _sentence in told(wait(), condition="import os")] == ["trigger_condition"]


# --- Records -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "faults"),
    [
        (query(model="growth.Secret"), [("model", f"There are no records “growth.Secret”. Choose one of these: {MODELS}.")]),
        (query("update", values={"name": "Ana"}), [("filter", "Without a filter, every record would be changed. Say which are meant.")]),
        (query("update", filter={"name": "Ana"}), [("values", "Nothing is written. Give the values.")]),
        (query("create", values={"email": "ana@example.com"}), [("values", "growth.Lead cannot be made without “name”. Add it.")]),
        (
            query("create", values={"name": "Ana"}, filter={"name": "Ana"}),
            [("filter", "“create” does not heed this. Remove it, or choose another operation.")],
        ),
        (query("count", order_by="name", limit=3), [
            ("order_by", "“count” does not heed this. Remove it, or choose another operation."),
            ("limit", "“count” does not heed this. Remove it, or choose another operation."),
        ]),
        (query("list", filter={"nome": "Ana"}), [("filter.nome", f"growth.Lead has no field “nome” to look at here. Choose one of these: {LEAD_FIELDS}.")]),
        (query("list", order_by=["-created_at", "nome"]), [("order_by[1]", f"growth.Lead has no field “nome” to look at here. Choose one of these: {LEAD_FIELDS}.")]),
        (
            query("list", filter={"name__regex": ".*"}),
            [("filter.name__regex", "“name” cannot be compared by “regex”. Choose one of these: exact, in, gt, gte, lt, lte, isnull, icontains.")],
        ),
        (
            query("list", filter={"id__gt": "x", "playbook__title": "x"}),
            [
                ("filter.id__gt", "“id” cannot be compared by “gt”. Choose one of these: exact, in, isnull."),
                ("filter.playbook__title", f"growth.Lead has no field “playbook” to look at here. Choose one of these: {LEAD_FIELDS}."),
            ],
        ),
        (query("list", filter={"email": None}), [("filter.email", "Nothing equals null. Ask with “email__isnull”: true.")]),
        (query("list", filter={"email__isnull": "no"}), [("filter.email__isnull", "Give true or false.")]),
        (query("list", filter={"status__in": "new"}), [("filter.status__in", "Give a list.")]),
        (query("list", filter={"status__in": []}), [("filter.status__in", "Give from 1 to 100 values.")]),
        (
            query("list", filter={"status__in": ["new", "old", "{{ payload.status }}"]}),
            [("filter.status__in[1]", "There is no such choice. Choose one of these: new, qualified, proposal, won, lost.")],
        ),
        (query("list", filter={"lead_score__gte": "high"}), [("filter.lead_score__gte", "Give a whole number.")]),
        (query("list", filter={"name__icontains": 3}), [("filter.name__icontains", "Give a text.")]),
        (query("list", filter={"id": 3}), [("filter.id", "This is no id. Give one such as 01890a5d-ac96-774b-bcce-b302099a8057.")]),
        (query("list", filter={"created_at__gt": 3}), [("filter.created_at__gt", "This is no moment. Give one such as 2026-01-31T12:00:00Z.")]),
        (
            query("update", filter={"name": "Ana"}, values={"id": "x", "qualified_at": None, "nome": "x"}),
            [
                (f"values.{name}", f"growth.Lead has no field “{name}” that can be written. Choose one of these: {LEADS}.")
                for name in ("id", "qualified_at", "nome")
            ],
        ),
        (query("update", filter={"name": "Ana"}, values={"lead_score": "80"}), [("values.lead_score", "Give a whole number.")]),
        (query("update", filter={"name": "Ana"}, values={"lead_score": 101}), [("values.lead_score", "Ensure this value is less than or equal to 100.")]),
        (query("update", filter={"name": "Ana"}, values={"name": None}), [("values.name", "This cannot be empty. Give a value.")]),
        (query("update", filter={"name": "Ana"}, values={"status": "old"}), [("values.status", "Value 'old' is not a valid choice.")]),
        (query("update", model="growth.Service", filter={"slug": "x"}, values={"is_active": "yes"}), [("values.is_active", "Give true or false.")]),
        (query("update", model="growth.Proposal", filter={"status": "sent"}, values={"valid_until": 1, "lead": 7}), [
            ("values.valid_until", "This is no date. Give one such as 2026-01-31."),
            ("values.lead", "This is no id. Give one such as 01890a5d-ac96-774b-bcce-b302099a8057."),
        ]),
        (query("update", model="fin.Contract", filter={"number": "1"}, values={"mrr": [1]}), [("values.mrr", "This is no number. Give one such as 1500.00.")]),
        (query("update", model="ops.Playbook", filter={"slug": "x"}, values={"tags": "a"}), [("values.tags", "Give a list.")]),
        (query("update", model="gov.Policy", filter={"slug": "x"}, values={"content_text": 1}), [("values.content_text", "This value does not fit. Give another.")]),
        (query("list", model="ops.Playbook", filter={"estimated_value__gt": 1}), [
            ("filter.estimated_value__gt", "ops.Playbook has no field “estimated_value” to look at here. Choose one of these: "
             "id, title, slug, content_markdown, last_reviewed_at, created_by, created_at, updated_at."),
        ]),
    ],
)  # fmt: skip
def test_records_are_asked_for_by_what_their_room_offers(step: Step, faults: Told) -> None:
    assert told(step) == [(f"steps[0].{path}", sentence) for path, sentence in faults]


@pytest.mark.parametrize(
    "step",
    [
        query("list", filter={"status__in": "{{ payload.statuses }}", "lead_score__gte": "{{ payload.least }}"}),
        query("list", filter={"created_at__gte": "2026-01-31T12:00:00Z", "email__isnull": True}, order_by=["-lead_score"], limit=100),
        query("count"),
        query("create", values={"name": "Ana", "email": "ana@example.com", "lead_score": 80}),
        query("update", model="fin.Contract", filter={"id": "{{ payload.id }}"}, values={"mrr": "1500.00", "value": 3, "key_terms": {"penalty": "{{ payload.penalty }}"}}),
        query("create", model="gov.Policy", values={"title": "Home office", "content_text": "We may."}),
    ],
)  # fmt: skip
def test_how_records_may_be_asked_for(step: Step) -> None:
    assert told(step) == []


# --- Delays, reviews, agents, actions ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "faults"),
    [
        ({"name": "a", "type": "delay"}, [("seconds", "Say how long it waits, in seconds, or until when, in “until”.")]),
        (wait(until="2026-01-31T12:00:00Z"), [("until", "It waits for seconds or until a moment. Remove one of the two.")]),
        (wait(seconds="60"), [("seconds", "Give a number of seconds from 0 to 315360000, or {{ an expression }}.")]),
        (wait(seconds=-1), [("seconds", "Give a number of seconds from 0 to 315360000, or {{ an expression }}.")]),
        (wait(seconds=None, until="soon"), [("until", "Give a moment such as 2026-01-31T12:00:00Z, or {{ an expression }}.")]),
        (review(assignee_group=None), [("assignee_group", "Nobody could decide this. Name a group or persons.")]),
        (review(assignee_group="board"), [("assignee_group", "There is no group “board”. Name one that exists.")]),
        (review(assignees=["ana", "zoe", "{{ payload.owner }}", 7, 8]), [
            ("assignees[1]", "There is no user “zoe”. Give a user name."),
            ("assignees[4]", "There is no user “8”. Give a user name."),
        ]),
        (review(assignee_group=None, assignees=["ana"], quorum=2), [("quorum", "More approvals are needed (2) than persons are named (1). Name more.")]),
        (review(on_timeout="approve"), [("on_timeout", "It is never too late without a due time. Give due_in_seconds, or remove this.")]),
        (review(due_in_seconds=60, remind_in_seconds=60), [("remind_in_seconds", "The reminder has to come before the due time.")]),
        (review(due_in_seconds=60, on_timeout="escalate"), [("escalate_to", "Say to whom it is escalated.")]),
        (review(due_in_seconds=60, on_timeout="reject", escalate_to="ops"), [
            ("escalate_to", "It is escalated only where on_timeout is “escalate”. Say so, or remove this."),
        ]),
        (review(due_in_seconds=60, on_timeout="escalate", escalate_to="board"), [
            ("escalate_to", "There is no group and no user “board”. Name one that exists."),
        ]),
        (agent(agent="oracle"), [
            ("agent", "There is no agent “oracle”. Choose one of these: answer_question, generate_post, generate_proposal, "
             "qualify_lead, review_contract, suggest_playbook, summarize_contract."),
        ]),
        (agent(params={"text": "x"}), [("params.text", "There is no parameter “text”. Choose one of these: description.")]),
        (agent(params={"description": 1}), [("params.description", "Give a text.")]),
        (action(squad="kitchen"), [("squad", "There is no squad “kitchen”. Choose one of these: google_ads, inventory, lead_scraper, traffic, whatsapp.")]),
        (action(action="cook"), [("action", "The squad inventory has no action “cook”. Choose one of these: analyze_critical_stock, check_stock.")]),
        (action(params={"product_id": "p", "stock_level": "three", "level": 1}), [
            ("params.stock_level", "Give a whole number."),
            ("params.level", "There is no parameter “level”. Choose one of these: product_id, stock_level, min_threshold."),
        ]),
    ],
)  # fmt: skip
def test_each_kind_says_what_it_lacks(step: Step, faults: Told) -> None:
    assert told(step) == [(f"steps[0].{path}", sentence) for path, sentence in faults]


def test_input_that_nothing_gives_is_missed_where_the_context_is_known() -> None:
    missing = "“{}” is missing, and no step before gives it. Add it to params."
    assert on_lead(agent(), action(params={"stock_level": 3})) == [
        ("steps[0].params", missing.format("description")),
        ("steps[1].params", missing.format("product_id")),
    ]


@pytest.mark.parametrize(
    "step",
    [
        agent(params={"description": "{{ payload.message }}"}),
        agent(agent="qualify_lead"),
        agent(agent="qualify_lead", context_keys=["payload"]),
        agent(agent="qualify_lead", context_keys=["event.payload.name", "{{ payload.message }}"]),
        action(params={"product_id": "{{ payload.id }}", "stock_level": 3}),
    ],
)
def test_input_comes_from_params_paths_and_the_context(step: Step) -> None:
    assert on_lead(step) == []


# --- All at once -------------------------------------------------------------------------------------------------
def test_all_faults_are_told_at_once_in_the_order_of_the_document() -> None:
    steps = [
        {"type": "delay", "until": "soon", "name": "a", "condition": "1 +"},
        {"condition": "steps.b.output", "name": "b", "type": "db_query", "limit": 500, "model": "growth.Secret", "operation": "get"},
        {"name": "c", "type": "nothing", "depends_on": ["x"]},
    ]  # fmt: skip
    assert [path for path, _sentence in told(*steps, module="growth", event="nothing", condition="1 +")] == [
        "trigger_event",
        "trigger_condition",
        "steps[0].until",
        "steps[0].condition",
        "steps[1].condition",
        "steps[1].limit",
        "steps[1].model",
        "steps[2].type",
        "steps[2].depends_on[0]",
    ]


def test_a_step_that_is_switched_off_is_looked_at_for_its_shape_only() -> None:
    assert told(wait(), agent(agent="oracle", disabled=True, condition="steps.zzz.output")) == []
    assert told(wait(), wait("off", disabled=True, seconds=-1)) == [
        ("steps[1].seconds", "Give a number of seconds from 0 to 315360000, or {{ an expression }}.")
    ]


def test_a_step_with_a_squad_and_no_type_is_an_action_and_a_name_stands_for_a_list_of_it() -> None:
    step = {**action(), "depends_on": "first", "params": {"product_id": "p", "stock_level": 1}}
    assert told(wait("first"), step) == []
