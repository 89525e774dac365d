"""``POST /api/v1/agents/{name}/run/`` where models are served: what is told of the call, and of a refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nessos.ai.models import Budget, ServedModel
from tests.ai import model_server as speaking
from tests.ai.model_server import ModelServer
from tests.ai.routing.making import TEXT, plan_make, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("prompted")]
Maker = Callable[..., Client]


def ask(client: Client) -> Any:
    body = {"input": {"text": TEXT}}
    return client.post("/api/v1/agents/sage/run/", body, content_type="application/json")


def test_the_answer_says_which_model_gave_it_by_which_prompt_and_for_how_much(
    api: Maker, model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small)
    model_server.will(says(8))
    answer = ask(api("growth"))
    assert answer.status_code == 200
    assert answer.json() == {
        "output": {"words": 8, "by": "model"},
        "model": "small",
        "prompt_version": 1,
        "usage": {"input_tokens": 11, "output_tokens": 7},
        "confidence": 0.9,
    }


def test_a_spent_budget_says_when_to_come_back(
    api: Maker, model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small)
    Budget.objects.create(kind="house", limit="0.000001")
    answer = ask(api("growth"))
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["type"] == "urn:nessos:problem:budget_spent"
    assert "It starts anew on" in answer.json()["detail"]
    assert 0 < int(answer["Retry-After"]) < 32 * 86_400
    assert not model_server.calls


def test_models_that_do_not_answer_say_how_long_to_wait(
    api: Maker, model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small, offline_last=False)
    model_server.will(speaking.rate_limited("70"))
    answer = ask(api("growth"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "70")
    assert answer.json()["type"] == "urn:nessos:problem:agent_unanswered"
    assert "takes no more requests for now" in answer.json()["detail"]


def test_a_refusal_that_stays_names_no_time(
    api: Maker, model_server: ModelServer, small: ServedModel
) -> None:
    plan_make(small, offline_last=False)
    model_server.will(speaking.key_refused())
    answer = ask(api("growth"))
    assert answer.status_code == 503
    assert "Retry-After" not in answer
