"""The same key again is the same question again: what was answered is not bought twice, what was interrupted is
repeated once.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from nessos.ai.answers import AgentAnswer, Usage
from nessos.ai.errors import AskedTwiceError
from nessos.ai.ledger.services import call_open
from nessos.ai.models import AgentCall, KeptAnswer, ServedModel
from nessos.ai.routing.services import answers_forget, answers_prune
from nessos.ai.running import agent_run
from nessos.kernel import clock
from nessos.workers.duties import duties
from tests.ai import model_server as speaking
from tests.ai.model_server import ModelServer
from tests.ai.routing.making import TEXT, SageAsked, plan_make, says

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prompted")]


@pytest.fixture(autouse=True)
def plan(small: ServedModel, sage: None) -> None:
    plan_make(small, offline_last=False)


def ask(key: str | None = "a-key") -> AgentAnswer:
    return agent_run("sage", {"text": TEXT}, key=key)


def interrupt(small: ServedModel, key: str = "a-key") -> None:
    """As a process leaves it that dies while it waits for the answer."""
    call_open(
        agent="sage",
        model=small,
        prompt_version=1,
        given=SageAsked(text=TEXT),
        subject="",
        key=key,
        expected=Usage(input_tokens=1_000, output_tokens=1_000),
    )


def test_what_was_answered_under_a_key_is_told_again_and_not_bought(model_server: ModelServer) -> None:
    model_server.will(says(8), says(9))
    assert ask() == ask()
    assert len(model_server.calls) == AgentCall.objects.count() == 1
    assert ask("another").output["words"] == 9


def test_without_a_key_nothing_is_kept(model_server: ModelServer) -> None:
    model_server.always(says())
    ask(None)
    assert not KeptAnswer.objects.exists()


def test_a_fault_keeps_nothing(model_server: ModelServer) -> None:
    model_server.will(speaking.answers("no"), speaking.answers("no"), says())
    with pytest.raises(Exception, match="No model answered"):
        ask()
    assert not KeptAnswer.objects.exists()
    assert ask().model == "small"


def test_what_was_interrupted_is_noted_as_unknown_and_asked_once_more(
    model_server: ModelServer, small: ServedModel
) -> None:
    model_server.always(says())
    interrupt(small)
    assert ask().model == "small"
    calls = AgentCall.objects.order_by("created_at", "id")
    assert [(call.outcome, call.attempt) for call in calls] == [("unknown", 1), ("answered", 2)]
    assert calls[0].cost == calls[0].reserved > 0


def test_what_was_interrupted_twice_is_not_asked_a_third_time(
    model_server: ModelServer, small: ServedModel
) -> None:
    interrupt(small)
    interrupt(small)
    with pytest.raises(AskedTwiceError) as error:
        ask()
    assert error.value.permanent
    assert str(error.value) == (
        "The agent “sage” was asked twice without an answer coming back: whoever asked was lost each time. It is not "
        "asked a third time, since every question may cost. See what ends the workers, then run it again."
    )
    assert [call.outcome for call in AgentCall.objects.all()] == ["unknown", "unknown"]
    assert not model_server.calls


def test_that_others_were_interrupted_counts_for_them_alone(
    model_server: ModelServer, small: ServedModel
) -> None:
    model_server.always(says())
    interrupt(small, "another")
    interrupt(small, "another")
    assert ask().model == "small"


def test_two_who_ask_at_once_are_told_the_same(model_server: ModelServer) -> None:
    """Such as a worker that was taken for dead, and only slept."""
    begun, go = threading.Event(), threading.Event()
    told: list[AgentAnswer] = []

    def slowly(body: object) -> dict[str, int]:
        begun.set()
        go.wait(20)
        return {"words": 1}

    model_server.will(speaking.answers(slowly), says(2))

    def sleeper() -> None:
        try:
            told.append(ask())
        finally:
            connections.close_all()

    thread = threading.Thread(target=sleeper)
    thread.start()
    assert begun.wait(20)
    told.append(ask())
    go.set()
    thread.join(20)
    assert [answer.output["words"] for answer in told] == [2, 2]
    assert ask() == told[0]
    assert sorted(call.outcome for call in AgentCall.objects.all()) == ["answered", "answered"]


def test_kept_answers_are_forgotten_when_they_are_recorded_or_after_a_day(model_server: ModelServer) -> None:
    model_server.always(says())
    ask("first")
    answers_forget(["first"])
    assert not KeptAnswer.objects.exists()
    ask("second")
    assert answers_prune() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        duties["ai.answers_prune"].run()
    assert not KeptAnswer.objects.exists()
