"""What a step asks for outside: asked once, performed outside of any transaction, told to the step."""

from typing import Any

from growth.models import Lead
from nessos.kernel import clock
from nessos.kernel.context import current
from nessos.kernel.contracts import Contract
from nessos.offers.actions import Action, action_add, actions
from ops.workflows.models import Errand, Run
from ops.workflows.selectors import run_show
from tests.ops.workflows.engine.conftest import condition, stands, step_of
from tests.ops.workflows.errands.conftest import House, errand, send
from tests.ops.workflows.errands.ledger import Ledger


def test_an_effect_outside_happens_once_and_its_output_is_the_steps(house: House, ledger: Ledger) -> None:
    run = house.run(send(), condition("after", "steps.send.output.sent"))

    assert stands(run) == {"send": "completed", "after": "completed"}
    asked = errand()
    assert step_of(run, "send")["input"] == {"to": "ana@example.com", "text": "Good morning"}
    assert step_of(run, "send")["output"] == {"letter": asked.key, "sent": True, "weight": 0.0}
    assert (asked.status, asked.name, asked.kind) == ("done", "post.send", "action")
    assert ledger.effects() == {asked.key: 1}


def test_the_run_waits_while_it_is_being_done(house: House, ledger: Ledger) -> None:
    run = house.start(send())
    house.engine.drain()
    shown = step_of(run_show(run.pk), "send")
    assert (shown["status"], shown["waiting_for"], shown["due_at"]) == ("running", "outside", None)
    assert (errand().status, ledger.effects()) == ("asked", {})


def test_what_is_left_out_of_params_comes_from_the_context(house: House) -> None:
    run = house.run({"name": "send", "squad": "post", "action": "send"}, to="rui@example.com", other=1)
    assert step_of(run, "send")["input"] == {"to": "rui@example.com"}


def test_input_that_does_not_fit_fails_the_step_and_names_the_field(house: House, ledger: Ledger) -> None:
    run = house.run(send(params={"to": "{{ payload.nobody }}"}))
    assert step_of(run, "send")["status"] == "failed"
    assert step_of(run, "send")["error"] == "post.send cannot be asked for that: params.to: Give a text."
    assert not Errand.objects.exists()


def test_text_that_no_column_holds_fails_its_own_step_alone(house: House) -> None:
    run = house.run(
        send("good", depends_on=[]),
        send("bad", depends_on=[], params={"to": "{{ payload.to }}", "text": "a{{ payload.to[0:0] }}"}),
        to="x",
    )
    assert stands(run) == {"good": "completed", "bad": "completed"}


def test_many_that_are_due_together_are_asked_for_with_one_statement(
    house: House, ledger: Ledger, django_assert_max_num_queries: Any
) -> None:
    house.start(*[send(f"send_{number}", depends_on=[]) for number in range(30)])
    with django_assert_max_num_queries(25):
        house.engine.advance()
    assert Errand.objects.filter(status="asked").count() == 30
    house.settle()
    assert len(ledger.effects()) == 30
    assert set(ledger.effects().values()) == {1}
    assert Run.objects.get().status == "completed"


def test_what_is_performed_answers_to_its_run(house: House, ledger: Ledger) -> None:
    seen = []
    ledger.deeds.append(lambda _key: seen.append(current()))
    run = house.run(send())
    (context,) = seen
    assert (str(context.caused_by), context.trace_id, context.depth) == (run["id"], run["trace_id"], 1)


def test_an_action_of_our_own_database_is_done_with_its_step(house: House) -> None:
    class Noted(Contract):
        name: str

    def note(given: Any, key: str) -> Noted:
        Lead.objects.create(name=given.name, email="ana@example.com")
        if given.name == "nobody":
            raise RuntimeError("There is nobody.")
        return Noted(name=given.name)

    facts: dict[str, Any] = {
        "squad": "post",
        "name": "note",
        "label": "Note",
        "input": Noted,
        "output": Noted,
    }
    action_add(actions, Action(**facts, perform=note))
    try:
        step = {"squad": "post", "action": "note"}
        good = {"name": "good", **step, "depends_on": [], "params": {"name": "Ana"}}
        bad = {
            "name": "bad",
            **step,
            "depends_on": [],
            "params": {"name": "nobody"},
            "on_failure": "continue",
        }
        run = house.run(good, bad)
    finally:
        del actions._items["post.note"]

    assert step_of(run, "good")["output"] == {"name": "Ana"}
    assert step_of(run, "bad")["error"] == "RuntimeError: There is nobody."
    assert list(Lead.objects.values_list("name", flat=True)) == ["Ana"]
    assert not Errand.objects.exists()


def test_repetitions_are_attempts_of_their_own_with_gaps_that_double(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.refuse] * 3
    run = house.start(send(retry_on_failure=2, retry_delay_seconds=100))
    gaps = []
    for _attempt in range(3):
        house.settle()
        step = step_of(run_show(run.pk), "send")
        if step["due_at"] is not None:
            assert step["status"] == "retrying"
            gaps.append((step["due_at"] - clock.now()).total_seconds())
            clock.advance(step["due_at"] - clock.now())
    shown = run_show(run.pk)
    assert [90 <= gap <= 110 * 2**number for number, gap in enumerate(gaps)] == [True, True]
    assert gaps[1] > 1.7 * gaps[0]
    assert (shown["status"], step_of(shown, "send")["attempt"]) == ("failed", 3)
    assert shown["error"] == "The step “send” failed: The post office is closed. Come back tomorrow."
    assert Errand.objects.values("key").distinct().count() == 3
    assert set(Errand.objects.values_list("status", flat=True)) == {"failed"}
    assert ledger.effects() == {}


def test_an_agent_is_asked_as_an_errand_and_what_else_is_known_is_kept(house: House) -> None:
    run = house.run({"name": "ask", "type": "ai_agent", "agent": "oracle", "params": {"text": "What is it?"}})
    assert step_of(run, "ask")["output"] == {"text": "Forty-two"}
    assert (errand().kind, errand().details["confidence"]) == ("agent", 0.5)
