"""What GROWTH's tests stand on: a playbook, a contract, and somebody at the desk."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.utils import translation

from fin.models import Client, Contract
from ops.models import Playbook
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in the language that they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def playbook(db: None) -> Playbook:
    return Playbook.objects.create(title="Resposta a incidentes", content_markdown="1. Isolar a máquina.")


@pytest.fixture
def make_contract(db: None) -> Callable[..., Contract]:
    def make(number: str = "C-1", hours_limit: Decimal | None = None) -> Contract:
        client = Client.objects.create(name="Padaria Alvorada")
        return Contract.objects.create(
            client=client,
            number=number,
            mrr=Decimal(5000),
            start_date=date(2026, 1, 1),
            hours_limit=hours_limit,
        )

    return make


@pytest.fixture
def desk(make_user: UserMaker) -> Browser:
    """Somebody of GROWTH, signed in at the desk."""
    browser = EnglishBrowser()
    browser.force_login(make_user("bruno", "growth", is_staff=True))
    return browser
