"""Asking an agent: what comes back, what is refused, and what the ledger keeps of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import override_settings

from nessos.ai.answers import Usage
from nessos.ai.errors import BadInputError, BadOutputError, NoModelError, UnknownAgentError
from nessos.ai.models import AgentCall
from nessos.ai.running import agent_run
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.workers.duties import duties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counters")]


def test_without_a_model_the_rule_of_the_house_answers() -> None:
    answer = agent_run("count_words", {"text": "uma frase curta", "times": 2})
    assert (answer.output, answer.model, answer.confidence) == ({"words": 6}, "offline", 0.5)
    assert (answer.prompt_version, answer.usage) == (None, Usage(input_tokens=0, output_tokens=0))


def test_the_same_question_has_the_same_answer_and_the_same_hash() -> None:
    assert agent_run("count_words", {"text": "a b"}) == agent_run("count_words", {"text": "a b", "times": 1})
    agent_run("count_words", {"text": "a c"})
    hashes = [call.input_hash for call in AgentCall.objects.order_by("created_at", "id")]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_call_is_noted_with_its_cause_and_without_what_was_said() -> None:
    run = uuid4()
    with working_for(Context(trace_id="a-trace-of-ours", caused_by=run)):
        agent_run("count_words", {"text": "Marina Prado"}, subject=f"run {run}")
    [call] = AgentCall.objects.all()
    assert (call.agent, call.model, call.outcome, call.confidence) == (
        "count_words",
        "offline",
        "answered",
        0.5,
    )
    assert (call.caused_by, call.trace_id, call.subject) == (run, "a-trace-of-ours", f"run {run}")
    assert call.duration is not None
    assert call.duration >= timedelta(0)
    assert "Marina" not in str(AgentCall.objects.values().get())


def test_an_agent_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownAgentError) as error:
        agent_run("qualify_led", {})
    known = (
        "answer_question, count_words, generate_post, generate_proposal, qualify_lead, review_contract, say_nothing, "
        "suggest_playbook, summarize_contract, talk_past"
    )
    assert str(error.value) == f"There is no agent “qualify_led”. There are: {known}."


def test_input_that_does_not_fit_is_refused_field_by_field() -> None:
    with pytest.raises(BadInputError) as error:
        agent_run("count_words", {"times": "many", "tone": "kind"})
    assert error.value.errors == [
        {"path": "input.text", "message": "This is missing. Add it."},
        {"path": "input.times", "message": "Give a whole number."},
        {"path": "input.tone", "message": "There is no such field here. Remove it, or correct its name."},
    ]
    assert str(error.value) == (
        "The agent “count_words” cannot be asked this: input.text: This is missing. Add it. "
        "input.times: Give a whole number. "
        "input.tone: There is no such field here. Remove it, or correct its name."
    )
    assert not AgentCall.objects.exists()


@pytest.mark.parametrize("offline", [False, True])
def test_without_a_model_and_without_a_rule_nobody_answers(offline: bool) -> None:
    with pytest.raises(NoModelError) as error:
        agent_run("say_nothing", {"text": "a"}, offline=offline)
    assert str(error.value) == (
        "The agent “say_nothing” has no model to ask, and cannot answer without one. Set up a model for it."
    )


def test_an_answer_of_another_form_is_not_used_and_is_noted() -> None:
    with pytest.raises(BadOutputError) as error:
        agent_run("talk_past", {"text": "a"})
    assert str(error.value) == (
        "The agent “talk_past” answered, by the model offline, in a form that cannot be used: output: "
        "This value does not fit. Give another. Nothing was done with it. Ask again."
    )
    assert AgentCall.objects.get().outcome == "output_invalid"


def test_calls_are_forgotten_after_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    for days in (366, 364):
        with clock.at(clock.now() - timedelta(days=days)):
            agent_run("count_words", {"text": "a"})
    call_command("prune", "--dry-run")
    assert "1 calls of agents older than 365 days would be removed.\n" in capsys.readouterr().out
    assert AgentCall.objects.count() == 2
    duties["ai.calls_prune"].run()
    assert AgentCall.objects.count() == 1
    with override_settings(AI_CALL_RETENTION_DAYS=10):
        call_command("prune")
    assert "1 calls of agents older than 10 days removed.\n" in capsys.readouterr().out
    assert not AgentCall.objects.exists()
