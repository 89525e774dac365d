"""What GOV's tests stand on: a policy that is in force."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from gov.models import Policy
from gov.services import policy_create

MakePolicy = Callable[..., Policy]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in the language that they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def make_policy(db: None) -> MakePolicy:
    def make(text: str = "Senhas não se emprestam.", **fields: Any) -> Policy:
        return policy_create(
            **{"title": "Política de senhas", "status": "active", "content_text": text, **fields}
        )

    return make
