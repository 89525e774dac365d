"""A provider and a model of it, which the server of these tests plays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import Field

from nessos.ai.providers.asking import Message, Question
from nessos.ai.providers.models import Provider, ServedModel
from nessos.kernel.contracts import Contract
from tests.ai.model_server import ModelServer

SECRET = "a-key-nobody-reads"  # not a secret
ASKED = "Marina Prado asks for help with her rent."


class Counted(Contract):
    words: int = Field(ge=0, le=100)
    why: str = Field(default="", max_length=20)


@pytest.fixture
def provider(model_server: ModelServer, db: None, monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setenv("SOME_API_KEY", SECRET)
    return Provider.objects.create(
        name="House models", base_url=model_server.url, key_variable="SOME_API_KEY"
    )


@pytest.fixture
def model(provider: Provider) -> ServedModel:
    return ServedModel.objects.create(provider=provider, name="small-1", input_price=2, output_price=8)


QuestionMaker = Callable[..., Question]


@pytest.fixture
def question() -> QuestionMaker:
    def make(**fields: Any) -> Question:
        seconds = fields.pop("seconds", 10)
        return Question(
            **{
                "messages": (
                    Message(role="system", text="Count the words."),
                    Message(role="user", text=ASKED),
                ),
                "answer": Counted,
                "max_output_tokens": 300,
                "timeout": timedelta(seconds=seconds),
                **fields,
            }
        )

    return make
