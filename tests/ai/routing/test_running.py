"""Asking an agent where models are served: who is asked, what comes back, what the ledger keeps."""

import json
import logging
import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from nessos.ai.answers import AgentAnswer, Usage
from nessos.ai.errors import ModelsFailedError, NoModelError, NoPromptError
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.models import AgentCall, Budget, BudgetMonth, Provider, ServedModel
from nessos.ai.routing.services import plan_withdraw
from nessos.ai.running import agent_run
from nessos.kernel import clock
from nessos.kernel.deadlines import time_limited
from nessos.kernel.logging import JsonFormatter
from tests.ai import model_server as speaking
from tests.ai.model_server import ModelServer, Reply
from tests.ai.routing.making import TEXT, model_make, plan_make, prompt_make, says

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prompted")]


def ask(agent: str = "sage", **fields: Any) -> AgentAnswer:
    with override_settings(LANGUAGE_CODE="en"):
        return agent_run(agent, {"text": TEXT}, **fields)


def outcomes() -> list[tuple[str, str, str]]:
    calls = AgentCall.objects.order_by("created_at", "id")
    return [(call.model, call.outcome, call.fault) for call in calls]


def test_a_model_answers_and_code_makes_the_output_of_it(
    model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small)
    model_server.will(says(8))
    answer = ask(subject="growth.Lead 1")
    assert answer.output == {"words": 8, "by": "model"}
    assert (answer.model, answer.prompt_version, answer.confidence) == ("small", 1, 0.9)
    assert answer.usage == Usage(input_tokens=11, output_tokens=7)
    [call] = AgentCall.objects.all()
    assert (call.model, call.outcome, call.prompt_version, call.subject) == (
        "small",
        "answered",
        1,
        "growth.Lead 1",
    )
    assert (call.input_tokens, call.output_tokens, str(call.cost)) == (11, 7, "0.000078")
    [asked] = model_server.calls
    assert TEXT in str(asked.body["messages"])
    assert TEXT not in str(AgentCall.objects.values().get())


def test_without_a_plan_no_model_is_asked(model_server: ModelServer, small: ServedModel) -> None:
    assert ask().model == "offline"
    plan_make(agent="sage")
    assert ask().output == {"words": 8, "by": "rule"}
    plan_make(small)
    assert ask(offline=True).model == "offline"
    plan_withdraw(agent="sage")
    assert ask().model == "offline"
    assert not model_server.calls


def test_an_agent_without_a_plan_of_its_own_follows_that_of_every_agent(
    model_server: ModelServer, small: ServedModel, large: ServedModel, second_server: ModelServer
) -> None:
    model_server.always(says())
    second_server.always(says())
    plan_make(small, agent="*")
    assert ask("sage").model == "small"
    plan_make(large, agent="sage")
    assert (ask("sage").model, ask("clerk").model) == ("large", "small")
    plan_withdraw(agent="sage")
    assert ask("sage").model == "small"


FAULTS: dict[str, tuple[Reply, str, str]] = {
    "rate limited": (speaking.rate_limited("60"), "failed", "rate_limited"),
    "server": (speaking.fault(500), "failed", "server"),
    "unavailable": (speaking.fault(503), "failed", "server"),
    "hangs": (speaking.hangs(), "failed", "timeout"),
    "drips": (speaking.drips(), "failed", "timeout"),
    "breaks off": (speaking.resets(), "failed", "unreachable"),
    "is cut before": (speaking.resets(0), "failed", "unreachable"),
    "out of credit": (speaking.out_of_credit(), "failed", "no_credit"),
    "out of credit by 402": (speaking.out_of_credit(402), "failed", "no_credit"),
    "key refused": (speaking.key_refused(), "failed", "invalid_key"),
    "filtered": (speaking.filtered(), "failed", "content_filter"),
    "refuses": (speaking.refuses(), "failed", "content_filter"),
    "too long": (speaking.context_overflows(), "failed", "context_overflow"),
    "unknown model": (speaking.model_unknown(), "failed", "refused"),
    "empty": (speaking.empty_choices(), "failed", "server"),
    "no JSON": (speaking.answers("I do not know."), "output_invalid", "output_invalid"),
    "another form": (speaking.answers({"count": 3}), "output_invalid", "output_invalid"),
    "unfit": (speaking.answers({"words": 5_000}), "output_invalid", "output_invalid"),
    "cut short": (speaking.truncated(), "output_invalid", "output_invalid"),
    "huge": (speaking.huge(), "failed", "server"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_goes_wrong_with_one_model_the_next_one_answers(
    name: str, model_server: ModelServer, second_server: ModelServer, large: ServedModel
) -> None:
    reply, outcome, fault = FAULTS[name]
    small = model_make(model_server.url, "small", timeout_seconds=1)
    plan_make(small, large)
    model_server.always(reply)
    second_server.always(says())
    assert ask().model == "large"
    assert outcomes() == [("small", outcome, fault), ("large", "answered", "")]


@pytest.mark.parametrize("name", FAULTS)
def test_where_no_model_answers_the_rule_of_the_house_does(name: str, model_server: ModelServer) -> None:
    plan_make(model_make(model_server.url, "small", timeout_seconds=1))
    model_server.always(FAULTS[name][0])
    answer = ask()
    assert (answer.model, answer.output["by"]) == ("offline", "rule")
    assert [outcome for _model, outcome, _fault in outcomes()] == [FAULTS[name][1], "answered"]


PERMANENT = {
    "out of credit",
    "out of credit by 402",
    "key refused",
    "filtered",
    "refuses",
    "too long",
    "unknown model",
}


@pytest.mark.parametrize("name", FAULTS)
def test_where_nobody_may_stand_in_the_error_says_whether_to_try_again(
    name: str, model_server: ModelServer
) -> None:
    plan_make(model_make(model_server.url, "small", timeout_seconds=1), offline_last=False)
    model_server.always(FAULTS[name][0])
    with pytest.raises(ModelsFailedError) as error:
        ask()
    assert error.value.permanent == (name in PERMANENT)
    assert str(error.value).startswith("No model answered for the agent “sage”. ")
    assert "small" in str(error.value)
    assert "Marina" not in str(error.value)


def test_the_error_tells_what_each_model_said(
    model_server: ModelServer, second_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    plan_make(small, large, offline_last=False)
    model_server.always(speaking.key_refused())
    second_server.always(speaking.rate_limited("90"))
    with pytest.raises(ModelsFailedError) as error:
        ask()
    assert (error.value.permanent, error.value.retry_after) == (False, 90)
    assert len(error.value.said) == 2
    assert "Provider of small cannot be asked with the key it was given (model small)" in error.value.said[0]
    assert (
        "Provider of large takes no more requests for now (model large). Wait 90 seconds"
        in error.value.said[1]
    )


def test_who_asks_for_a_short_wait_is_asked_once_more(model_server: ModelServer, small: ServedModel) -> None:
    plan_make(small, offline_last=False)
    model_server.will(speaking.rate_limited("1"), says())
    assert ask().model == "small"
    assert [fault for _model, _outcome, fault in outcomes()] == ["rate_limited", ""]


def test_and_not_a_third_time(model_server: ModelServer, small: ServedModel) -> None:
    plan_make(small, offline_last=False)
    model_server.always(speaking.rate_limited("1"))
    with pytest.raises(ModelsFailedError):
        ask()
    assert len(model_server.calls) == 2


def test_no_time_left_asks_nobody_else(
    model_server: ModelServer, second_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    plan_make(small, large, offline_last=False)
    model_server.always(speaking.hangs())
    with time_limited(0.6), pytest.raises(ModelsFailedError) as error:
        ask()
    assert error.value.said[-1] == "There was no time left to ask another model."
    assert not error.value.permanent
    assert not second_server.calls


def test_what_is_too_much_for_one_model_goes_to_one_that_reads_more(
    model_server: ModelServer, second_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    equal = model_make(model_server.url, "equal")
    plan_make(small, equal, large)
    model_server.always(speaking.context_overflows())
    second_server.always(says())
    assert ask().model == "large"
    assert [model for model, _outcome, _fault in outcomes()] == ["small", "large"]


def test_what_would_have_to_be_cut_goes_to_one_that_reads_all_of_it(
    model_server: ModelServer, second_server: ModelServer, large: ServedModel
) -> None:
    tiny = model_make(model_server.url, "tiny", context_tokens=2_300)
    plan_make(tiny, large)
    second_server.always(says())
    assert agent_run("sage", {"text": "palavra " * 3_000}).model == "large"
    assert not model_server.calls


def test_a_provider_that_failed_of_late_is_left_alone(
    model_server: ModelServer, second_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    plan_make(small, large)
    model_server.always(speaking.rate_limited("60"))
    second_server.always(says())
    for _time in range(3):
        assert ask().model == "large"
    assert len(model_server.calls) == 1
    with clock.at(clock.now() + timedelta(seconds=61)):
        model_server.always(says())
        assert ask().model == "small"


def test_alone_the_one_that_is_left_alone_says_until_when(
    model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small, offline_last=False)
    model_server.always(speaking.rate_limited("60"))
    with pytest.raises(ModelsFailedError):
        ask()
    with pytest.raises(ModelsFailedError) as error:
        ask()
    assert not error.value.permanent
    assert error.value.retry_after in range(55, 61)
    assert "“Provider of small · small” failed of late and is left alone until" in str(error.value)
    assert len(model_server.calls) == 1


def test_personal_data_never_reaches_a_provider_that_may_not_see_it(
    model_server: ModelServer, second_server: ModelServer, large: ServedModel
) -> None:
    stranger = model_make(model_server.url, "stranger", sees_personal_data=False)
    for agent in ("sage", "clerk"):
        plan_make(stranger, large, agent=agent)
    model_server.always(says())
    second_server.always(says())
    assert ask("sage").model == "large"
    assert not model_server.calls
    assert ask("clerk").model == "stranger"
    second_server.always(speaking.fault(500))
    for _time in range(4):
        assert ask("sage").model == "offline"
    assert len(model_server.calls) == 1


def test_alone_such_a_provider_is_not_asked_and_the_error_says_so(model_server: ModelServer) -> None:
    plan_make(model_make(model_server.url, "stranger", sees_personal_data=False), offline_last=False)
    with pytest.raises(ModelsFailedError) as error:
        ask()
    assert error.value.permanent
    assert str(error.value) == (
        "No model answered for the agent “sage”. “Provider of stranger · stranger” may not see personal data, so it "
        "was not asked."
    )
    assert not model_server.calls


def test_a_model_named_in_person_is_held_to_the_same(model_server: ModelServer, small: ServedModel) -> None:
    stranger = model_make(model_server.url, "stranger", sees_personal_data=False)
    model_server.always(says())
    assert ask(model=small).model == "small"
    with pytest.raises(ModelsFailedError):
        ask(model=stranger)
    draft = prompt_make("sage", "# System\n\nCount twice.\n\n# User\n\n{{ text }}\n")
    assert ask(model=small, prompt=draft).prompt_version == 2
    assert len(model_server.calls) == 2


def test_without_a_prompt_the_rule_answers_or_it_is_said(small: ServedModel, sage: None) -> None:
    plan_make(small, agent="sage", offline_last=False)
    with pytest.raises(NoPromptError) as error:
        _unprompted("sage")
    assert str(error.value) == (
        "The agent “sage” has models and no prompt to ask them with. Publish one; `manage.py reference` loads those "
        "that the house ships."
    )


def _unprompted(agent: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ai_publication CASCADE")
    ask(agent)


def test_without_a_rule_and_without_a_plan_nobody_answers() -> None:
    with pytest.raises(NoModelError):
        ask("oracle_only")


def test_an_agent_that_stands_on_models_alone_fails_with_them(
    model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small, agent="oracle_only")
    model_server.always(speaking.fault(500))
    with pytest.raises(ModelsFailedError):
        ask("oracle_only")


def test_a_plan_is_as_it_was_when_the_run_began_and_what_was_barred_since_is_passed_over(
    model_server: ModelServer, second_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    model_server.always(says())
    second_server.always(says())
    plan_make(small, large)
    began = clock.now()
    with clock.at(began + timedelta(hours=1)):
        plan_make(large)
        prompt_make("sage", "# System\n\nCount twice.\n\n# User\n\n{{ text }}\n")
        then, now = ask(as_of=began), ask()
        assert (then.model, then.prompt_version) == ("small", 1)
        assert (now.model, now.prompt_version) == ("large", 2)
        Provider.objects.filter(pk=small.provider_id).update(sees_personal_data=False)
        assert ask(as_of=began).model == "large"
        Provider.objects.filter(pk=small.provider_id).update(sees_personal_data=True)
        ServedModel.objects.filter(pk=small.pk).update(is_active=False)
        assert ask(as_of=began).model == "large"


def test_the_offline_path_costs_one_query_more_than_its_note() -> None:
    for fields, count in (({"key": "a-key", "as_of": clock.now()}, 2), ({"offline": True}, 1)):
        with CaptureQueriesContext(connection) as queries:
            ask(**fields)
        ours = [query["sql"] for query in queries.captured_queries if '"ai_' in query["sql"]]
        assert len(ours) == count, ours


def test_that_the_rule_stood_in_is_logged_without_what_was_asked(
    model_server: ModelServer, small: ServedModel, caplog: pytest.LogCaptureFixture
) -> None:
    plan_make(small)
    model_server.always(speaking.fault(500, message=TEXT))
    with caplog.at_level(logging.INFO):
        ask()
    assert "no model answered, so the rule of the house does" in caplog.text
    assert "Marina" not in caplog.text
    # What is told beside a message passes the log's own sieve.
    lines = [json.loads(JsonFormatter().format(each)) for each in caplog.records]
    reasons = [line["reason"] for line in lines if "reason" in line]
    assert reasons == ["small: server", "sage: agent_unanswered"]


def test_twenty_at_the_edge_of_a_budget_overspend_nothing(model_server: ModelServer) -> None:
    small = model_make(model_server.url, "small", input_price=0, output_price=1_000, max_output_tokens=1_000)
    plan_make(small, offline_last=False)
    model_server.always(speaking.answers({"words": 8}, output_tokens=2_000))
    budget = Budget.objects.create(kind="house", limit=Decimal(10))
    told: list[str] = []

    def one() -> None:
        try:
            told.append(ask().model)
        except BudgetSpentError:
            told.append("spent")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _each in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    month = BudgetMonth.objects.get(budget=budget)
    assert month.spent <= budget.limit
    assert month.reserved == 0
    assert told.count("small") == len(model_server.calls) == month.spent / 2
    assert told.count("spent") == 20 - len(model_server.calls) > 0
