"""Evaluations are worked off in workers a piece at a time, and a death loses one piece at most."""

from datetime import timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from nessos.ai.evals.errors import NothingToAskError, UnknownModelError
from nessos.ai.evals.loop import evaluator_make
from nessos.ai.evals.nightly import evals_nightly
from nessos.ai.evals.selectors import model_find
from nessos.ai.evals.services import LEASE, TRIES, eval_ask, eval_claim, eval_work
from nessos.ai.feedback.services import tuning_ensure
from nessos.ai.models import AgentCall, AgentTuning, EvalCase, EvalRun, ServedModel
from nessos.ai.prompts.scores import score_of
from nessos.ai.prompts.selectors import prompt_in_force
from nessos.ai.providers.models import Provider
from nessos.kernel import clock
from nessos.kernel.ids import uuid7
from nessos.workers.worker import Worker
from tests.ai.model_server import ModelServer, answers, rate_limited

pytestmark = pytest.mark.django_db(transaction=True)
ONE, OTHER = uuid7(), uuid7()
JUDGED = {
    "score": 80,
    "segment": "segurança",
    "suggested_action": "Ligar hoje.",
    "reasons": ["Tem pressa."],
    "confidence": 0.8,
}


@pytest.fixture
def small(model_server: ModelServer, emptied: None) -> ServedModel:
    provider = Provider.objects.create(name="Ours", base_url=model_server.url, sees_personal_data=True)
    prices = {"input_price": Decimal(2), "output_price": Decimal(8)}
    return ServedModel.objects.create(provider=provider, name="small", **prices)


def claimed(worker: Any = ONE) -> EvalRun:
    found = eval_claim(worker=worker)
    assert found is not None
    return found


# --- Survival --------------------------------------------------------------------------------------------------------
def test_a_piece_is_kept_and_the_next_worker_asks_only_the_rest(emptied: None) -> None:
    eval_ask(agent="qualify_lead", half="held back")
    half_done = eval_work(run=claimed(), seconds=0.001)
    assert (half_done.status, half_done.done) == ("running", 20)
    assert eval_claim(worker=OTHER) is None
    EvalRun.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    kept = claimed(OTHER).results
    assert len(kept) == 20
    whole = eval_work(run=claimed(OTHER), seconds=60)
    assert (whole.status, whole.done, whole.cases) == ("done", 48, 48)
    assert whole.figures["pairs ordered"] == 1.0


def test_who_was_taken_for_dead_keeps_nothing_any_more(emptied: None) -> None:
    eval_ask(agent="qualify_lead", half="held back")
    slow = claimed()
    EvalRun.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    quick = eval_work(run=claimed(OTHER), seconds=60)
    assert quick.status == "done"
    assert eval_work(run=slow, seconds=60).status == "done"
    assert EvalRun.objects.get().ended_at == quick.ended_at


def test_a_lease_is_real_time_and_longer_than_any_piece(emptied: None) -> None:
    eval_ask(agent="qualify_lead", half="held back")
    run = claimed()
    assert run.lease_until is not None
    assert timedelta(minutes=1) < run.lease_until - clock.real_now() <= LEASE


def test_the_workers_loop_does_what_was_asked_for_and_rests(emptied: None) -> None:
    eval_ask(agent="qualify_lead", half="held back")
    tick, stop = evaluator_make(Worker(cluster="tests", host="here", pid=1)), Event()
    assert tick(stop) == 0.0
    while EvalRun.objects.get().is_open:
        tick(stop)
    assert EvalRun.objects.get().score == 1.0
    assert tick(stop) == 3.0


def test_a_worker_that_ends_gives_it_back(emptied: None) -> None:
    eval_ask(agent="review_contract", half="held back")
    EvalRun.objects.update(cases=1_000)
    tick, stop = evaluator_make(Worker(cluster="tests", host="here", pid=1)), Event()
    stop.set()
    tick(stop)
    assert EvalRun.objects.get().lease_by is None


def test_the_same_is_asked_for_once(emptied: None) -> None:
    first = eval_ask(agent="qualify_lead", half="held back")
    assert eval_ask(agent="qualify_lead", half="held back").pk == first.pk
    assert eval_ask(agent="qualify_lead", half="open").pk != first.pk
    assert EvalRun.objects.count() == 2


def test_without_questions_nothing_is_scored(emptied: None) -> None:
    with pytest.raises(NothingToAskError) as error:
        eval_ask(agent="qualify_lead", half="feedback")
    assert str(error.value) == (
        "There are no questions for the agent “qualify_lead” in “from feedback”, so nothing can be scored."
    )


@override_settings(LANGUAGE_CODE="en")
def test_an_agent_that_only_people_corrected_has_no_half_held_back(emptied: None) -> None:
    with pytest.raises(NothingToAskError) as error:
        eval_ask(agent="answer_question", half="held back")
    assert str(error.value) == (
        "There are no questions for the agent “answer_question” in “half held back”, so nothing can be scored."
    )


@override_settings(LANGUAGE_CODE="en")
def test_a_judge_that_breaks_is_begun_again_later_and_given_up_in_the_end(emptied: None) -> None:
    EvalCase.objects.create(
        agent="qualify_lead", input={"name": "[pessoa 1]"}, expected={"score": 80}, paths=[7]
    )
    eval_ask(agent="qualify_lead", half="feedback")
    for failures in range(1, TRIES):
        run = eval_work(run=claimed())
        assert (run.status, run.failures) == ("running", failures)
        assert eval_claim(worker=ONE) is None
        clock.advance(timedelta(hours=1))
    run = eval_work(run=claimed())
    assert run.status == "failed"
    assert run.error == (
        "Scoring the agent “qualify_lead” broke off: AttributeError. The log of the workers says where. Have that "
        "mended, then run it again."
    )


# --- By a model ------------------------------------------------------------------------------------------------------
def test_a_model_is_scored_with_its_prompt_its_cost_and_its_time(
    small: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(answers(JUDGED))
    prompt = prompt_in_force("qualify_lead")
    assert prompt is not None
    eval_ask(agent="qualify_lead", half="held back", model=small, prompt=prompt)
    done = eval_work(run=claimed(), seconds=120)
    assert (done.status, done.model, done.prompt_version) == ("done", "small", prompt.number)
    assert len(model_server.calls) == done.cases == AgentCall.objects.filter(model="small").count()
    assert done.cost > 0
    assert done.seconds is not None
    assert done.figures["pairs ordered"] == 0.0  # it says the same of all
    subjects = set(AgentCall.objects.values_list("subject", flat=True))
    assert subjects == {f"ai.EvalRun {done.pk}"}
    assert score_of(prompt) == "0% pairs ordered (48 cases, small)"


def test_rows_that_a_model_is_told_of_are_there_and_no_transaction_is_open_while_it_is_asked(
    small: ServedModel, model_server: ModelServer
) -> None:
    worded = {"understanding": "Entendemos.", "scope": "Tudo.", "deliverables": [], "approach": "Com calma."}
    model_server.always(answers(worded))
    prompt = prompt_in_force("generate_proposal")
    eval_ask(agent="generate_proposal", half="held back", model=small, prompt=prompt)
    done = eval_work(run=claimed(), seconds=120)
    assert (done.status, done.error) == ("done", "")
    assert done.figures["prices computed"] == 1.0
    assert "Azure" in str([call.body["messages"] for call in model_server.calls])
    assert not connection.in_atomic_block


def test_a_model_that_refuses_is_asked_again_later_and_given_up_in_the_end(
    small: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(rate_limited(retry_after="1"))
    eval_ask(agent="qualify_lead", half="held back", model=small, prompt=prompt_in_force("qualify_lead"))
    for failures in range(1, TRIES):
        run = eval_work(run=claimed())
        assert (run.status, run.failures, run.done) == ("running", failures, 0)
        assert eval_claim(worker=ONE) is None
        clock.advance(timedelta(hours=1))
    run = eval_work(run=claimed())
    assert run.status == "failed"
    assert run.error
    assert eval_claim(worker=ONE) is None


def test_a_model_that_is_gone_fails_it_with_a_sentence(small: ServedModel) -> None:
    eval_ask(agent="qualify_lead", half="held back", model=small)
    ServedModel.objects.update(is_active=False)
    run = eval_work(run=claimed())
    assert (run.status, run.error) == (
        "failed",
        "There is no chat model “small” in use. There are: –. Leave it out to score the offline rule.",
    )


def test_an_unknown_model_is_told_with_those_there_are(small: ServedModel) -> None:
    with pytest.raises(UnknownModelError) as error:
        model_find("huge")
    told = str(error.value)
    assert told.startswith("There is no chat model “huge” in use. There are: ")
    assert told.endswith("small. Leave it out to score the offline rule.")


# --- By night, and by hand -------------------------------------------------------------------------------------------
def test_every_night_all_rules_are_asked_for_and_a_model_where_it_is_switched_on(small: ServedModel) -> None:
    assert evals_nightly() == 6
    assert {run.model for run in EvalRun.objects.all()} == {"offline"}
    EvalRun.objects.all().delete()
    AgentTuning.objects.filter(pk=tuning_ensure(agent="qualify_lead").pk).update(nightly_model="small")
    assert evals_nightly() == 7
    assert EvalRun.objects.get(model="small").agent == "qualify_lead"
    EvalRun.objects.all().delete()
    AgentTuning.objects.update(nightly_model="gone")
    assert evals_nightly() == 6


def test_the_command_scores_on_the_spot_and_keeps_the_figures(
    small: ServedModel, model_server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("evals", "summarize_contract", "--half", "held-back")
    [name, line] = capsys.readouterr().out.splitlines()
    assert name == "summarize_contract"
    assert line.split()[:7] == ["held", "back", "the", "house", "16", "cases", "facts"]
    run = EvalRun.objects.get()
    assert (run.status, run.half, len(run.code_version)) == ("done", "held back", 12)
    model_server.always(answers(JUDGED))
    call_command("evals", "qualify_lead", "--half", "held-back", "--model", "small", "--prompt-version", "1")
    assert "small v1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["nobody"], "There is no set for 'nobody'. There are: "),
        (["qualify_lead", "--model", "huge"], "There is no chat model “huge” in use."),
        (
            ["qualify_lead", "--model", "small", "--prompt-version", "99"],
            "The prompt of “qualify_lead” has no version 99. Give the number of one that it has.",
        ),
        (["qualify_lead", "--half", "feedback"], "There are no questions for the agent “qualify_lead”"),
    ],
)
def test_what_the_command_cannot_do_it_says(small: ServedModel, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("evals", *options)
    assert str(error.value).startswith(sentence)
