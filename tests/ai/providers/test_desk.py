"""Providers and models at the desk: set up, tried out, left alone and asked again."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from nessos.accounts.models import User
from nessos.ai.ledger.budgets import budget_write
from nessos.ai.ledger.models import AgentCall, Budget
from nessos.ai.providers.breaker import breaker_note, breaker_open_until
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.models import Provider, ServedModel
from nessos.web.admin import admin_link
from tests.ai.model_server import ModelServer, answers, embeds, key_refused
from tests.ai.providers.conftest import SECRET
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

PROVIDERS, MODELS = "/app/ai/provider/", "/app/ai/servedmodel/"


@pytest.fixture
def desk(make_user: UserMaker) -> Client:
    client = EnglishBrowser()
    client.force_login(make_user("chief", "admin"))
    return client


def press(client: Client, row: Any, button: str) -> str:
    page = client.get(admin_link(row))
    buttons = [item for action in page.context["actions_detail"] for item in action.get("items", [action])]
    path = next(each["path"] for each in buttons if f"/{button}/" in each["path"])
    return text_of(client.post(path, {"_form_submitted": "on"}, follow=True))


def test_a_model_is_tried_out_with_a_tiny_question(
    desk: Client, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.will(answers({"days": 7}, input_tokens=40, output_tokens=2))
    text = press(desk, model, "model_try")
    assert re.search(r"House models · small-1 answered in \d\.\d s and used 42 tokens\.", text)
    model_server.will(answers("Seven."), answers({"days": 7}))
    assert "only at the second attempt: choose another form." in press(desk, model, "model_try")


def test_a_model_of_vectors_is_tried_out_too(
    desk: Client, model: ServedModel, model_server: ModelServer
) -> None:
    ServedModel.objects.update(kind="embedding")
    model_server.will(embeds())
    assert re.search(r"answered in \d\.\d s and used 3 tokens\.", press(desk, model, "model_try"))


def test_trying_a_model_stands_in_the_ledger_as_what_it_cost(
    desk: Client, model: ServedModel, model_server: ModelServer
) -> None:
    ServedModel.objects.update(input_price=1_000, output_price=10_000)
    model_server.will(answers({"days": 7}, input_tokens=40, output_tokens=2), key_refused())
    press(desk, model, "model_try")
    press(desk, model, "model_try")
    failed, answered = AgentCall.objects.all()
    assert (answered.agent, answered.outcome, answered.cost) == ("try", "answered", Decimal("0.06"))
    assert (answered.user_id, answered.model) == (User.objects.get(username="chief").pk, "small-1")
    assert (failed.agent, failed.outcome, failed.fault, failed.cost) == ("try", "failed", "invalid_key", 0)


def test_a_model_is_not_tried_out_of_a_budget_that_is_spent(
    desk: Client, model: ServedModel, model_server: ModelServer
) -> None:
    ServedModel.objects.update(input_price=1_000, output_price=10_000)
    budget_write(Budget(kind="agent", agent="try", limit=Decimal("0.01")))
    assert "The budget “agent Trial of a model” allows R$ 0.01 a month." in press(desk, model, "model_try")
    assert model_server.calls == []


def test_the_sentence_of_the_fault_is_shown_and_the_breaker_can_be_closed(
    desk: Client, provider: Provider, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.will(key_refused())
    assert (
        "House models cannot be asked with the key it was given (model small-1): it answered 401 invalid_api_key. "
        "Set a valid key in the environment and start again."
    ) in press(desk, model, "model_try")
    page = text_of(desk.get(admin_link(provider)))
    assert re.search(r"Left alone until \d\d:\d\d:\d\d: key refused\.", page)
    assert "Paused" in text_of(desk.get(PROVIDERS))
    told = press(desk, provider, "provider_close_breaker")
    assert "The breaker is closed: the next question goes to the provider." in told
    assert "Closed: it is asked." in told
    assert breaker_open_until(provider) is None


def test_saving_a_provider_has_it_asked_again(desk: Client, provider: Provider) -> None:
    breaker_note(provider, FaultKind.NO_CREDIT)
    page = desk.get(admin_link(provider))
    form = {
        key: value
        for key, value in page.context["adminform"].form.initial.items()
        if value not in {None, False}
    }
    inlines = {"models-TOTAL_FORMS": "0", "models-INITIAL_FORMS": "0"}
    answer = desk.post(admin_link(provider), {**form, **inlines, "name": "Other models"}, follow=True)
    assert "was changed successfully" in text_of(answer)
    assert breaker_open_until(provider) is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "base_url",
            "http://models.example.com/v1",
            "Over http anybody on the way can read what is asked, and the key.",
        ),
        ("base_url", "https://somebody@models.example.com/v1", "An address holds no login"),
        ("base_url", "http://169.254.169.254/v1", "No model is served at this address."),
        ("base_url", "http://[::ffff:169.254.169.254]/v1", "No model is served at this address."),
        ("base_url", "ftp://models.example.com/v1", "This is no address of a server."),
        ("base_url", "http://134744072/v1", "This is no address of a server."),
        ("base_url", "https://models.example.com:99999/v1", "This is no address of a server."),
        ("key_variable", "SECRET_KEY", "This is not the name of a variable for a key."),
        ("key_variable", "DATABASE_URL", "This is not the name of a variable for a key."),
        ("key_variable", "_API_KEY", "This is not the name of a variable for a key."),
        ("key_variable", "openai_api_key", "This is not the name of a variable for a key."),
    ],
)
def test_an_address_or_variable_that_would_give_something_away_is_refused(
    desk: Client, field: str, value: str, sentence: str
) -> None:
    form = {
        "name": "Another",
        "base_url": "https://models.example.com/v1",
        "key_variable": "SOME_API_KEY",
        "structured": "schema",
        "length_field": "max_tokens",
        "timeout_seconds": "60",
        "batch_size": "256",
        "models-TOTAL_FORMS": "0",
        "models-INITIAL_FORMS": "0",
    }
    text = text_of(desk.post(f"{PROVIDERS}add/", {**form, field: value}))
    assert sentence in text
    assert not Provider.objects.filter(name="Another").exists()
    desk.post(f"{PROVIDERS}add/", form)
    assert Provider.objects.filter(name="Another").exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "http://10.1.2.3/v1",
        "http://ollama:11434/v1",
        "http://models.internal/v1",
        "https://api.openai.com/v1",
    ],
)
def test_https_and_the_house_s_own_network_are_taken(db: None, address: str) -> None:
    Provider(name="Another", base_url=address).full_clean()


def test_the_key_is_never_shown_and_its_absence_is(
    desk: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.get(admin_link(provider)).content.decode()
    assert "set in the environment" in page
    assert SECRET not in page
    monkeypatch.delenv("SOME_API_KEY")
    assert "not set in the environment" in text_of(desk.get(admin_link(provider)))
    assert "Without a key" in text_of(desk.get(PROVIDERS))


@pytest.mark.parametrize("group", ["growth", "ops", "fin", "people", "jur", "gov", "atendimento", "employee"])
def test_no_other_role_sees_providers_or_models(make_user: UserMaker, group: str, model: ServedModel) -> None:
    client = EnglishBrowser()
    client.force_login(make_user("ana", group))
    for address in (PROVIDERS, MODELS, admin_link(model)):
        assert client.get(address).status_code == 403


def test_the_house_ships_a_provider_that_waits_for_its_key(db: None) -> None:
    shipped = Provider.objects.get(name="OpenAI")
    assert (shipped.base_url, shipped.key_variable) == ("https://api.openai.com/v1", "OPENAI_API_KEY")
    assert not shipped.sees_personal_data
    assert {model.kind for model in shipped.models.all()} == {"chat", "embedding"}
