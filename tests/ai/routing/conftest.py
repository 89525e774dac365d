from collections.abc import Iterator
from typing import Any

import pytest

from nessos.ai.models import ServedModel
from tests.ai.model_server import ModelServer, model_serve
from tests.ai.routing.making import model_make, prompt_make, sages


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    """The house speaks it, and sentences are compared in the language that they are written in."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def sage() -> Iterator[None]:
    with sages():
        yield


@pytest.fixture
def prompted(sage: None, db: None) -> None:
    """Every agent of these tests has a prompt in force."""
    for name in ("sage", "clerk", "oracle_only"):
        prompt_make(name)


@pytest.fixture
def second_server() -> Iterator[ModelServer]:
    with model_serve() as server:
        yield server


@pytest.fixture
def small(model_server: ModelServer, db: None) -> ServedModel:
    return model_make(model_server.url, "small")


@pytest.fixture
def large(second_server: ModelServer, db: None) -> ServedModel:
    return model_make(second_server.url, "large", input_price=4, context_tokens=500_000)
