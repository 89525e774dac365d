"""``POST /api/v1/agents/{name}/run/``."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nessos.ai.models import AgentCall
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]


def ask(client: Client, name: str, body: Any) -> Any:
    return client.post(f"/api/v1/agents/{name}/run/", body, content_type="application/json")


def test_an_agent_answers(api: Maker) -> None:
    question = {
        "name": "Marina Prado",
        "company": "Café Aurora",
        "message": "Preciso de um DPO",
        "source": None,
    }
    answer = ask(api("growth"), "qualify_lead", {"input": question})
    assert answer.status_code == 200, answer.json()
    found = answer.json()
    assert found.keys() == {"output", "model", "prompt_version", "usage", "confidence"}
    assert found["output"].keys() == {"score", "segment", "suggested_action", "reasons"}
    assert (found["output"]["segment"], found["model"], found["prompt_version"]) == (
        "privacidade",
        "offline",
        None,
    )
    assert found["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert 0 <= found["output"]["score"] <= 100
    assert 0 <= found["confidence"] <= 1
    assert AgentCall.objects.get().trace_id == answer["X-Request-ID"]


def test_all_but_the_name_may_be_left_out(api: Maker) -> None:
    answer = ask(api("growth"), "qualify_lead", {"input": {"name": "Kelly"}})
    assert answer.status_code == 200
    assert answer.json()["output"]["score"] < 50


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ({"input": {}}, "input.name", "This is missing. Add it."),
        ({"input": {"name": 7}}, "input.name", "Give a text."),
        (
            {"input": {"name": "Ana", "email": "ana@example.com"}},
            "input.email",
            "There is no such field here. Remove it, or correct its name.",
        ),
        ({}, "input", "This field is required."),
        ({"input": {"name": "Ana"}, "model": "best"}, "model", "There is no such field here."),
    ],
)
def test_bad_input_is_told_field_by_field(body: Any, path: str, message: str, api: Maker) -> None:
    answer = ask(api("growth"), "qualify_lead", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": path, "message": message}]


def test_an_unknown_agent_is_not_found(api: Maker) -> None:
    answer = ask(api("growth"), "guess", {"input": {}})
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "There is no agent “guess”. There are: answer_question, generate_post, generate_proposal, qualify_lead, "
        "review_contract, suggest_playbook, summarize_contract."
    )


def test_who_may_not_read_leads_may_not_have_them_judged(api: Maker) -> None:
    answer = ask(api("jur"), "qualify_lead", {"input": {"name": "Ana"}})
    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "You may not do this. Ask an administrator for the permission growth.view_lead."
    )


def test_an_answer_is_in_the_language_of_the_house_whoever_asks(api: Maker) -> None:
    client, question = api("growth"), {"input": {"name": "Ana", "message": "Preciso de um DPO"}}
    answers = [
        client.post(
            "/api/v1/agents/qualify_lead/run/",
            question,
            content_type="application/json",
            headers={"Accept-Language": language},
        ).json()["output"]
        for language in ("en", "pt-br")
    ]
    assert answers[0] == answers[1]


def test_the_ledger_is_read_at_the_desk_and_not_written(api: Maker, make_user: Callable[..., Any]) -> None:
    ask(api("growth"), "qualify_lead", {"input": {"name": "Ana"}})
    browser = EnglishBrowser()
    browser.force_login(make_user("root", is_superuser=True, is_staff=True))
    call = AgentCall.objects.get()
    assert "qualify_lead" in browser.get("/app/ai/agentcall/").content.decode()
    assert browser.get(f"/app/ai/agentcall/{call.pk}/change/").status_code == 200
    assert browser.get("/app/ai/agentcall/add/").status_code == 403
