"""Everything here speaks to the sample desk."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from nessos.accounts.models import User
from tests.speaking import EnglishBrowser

Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def sample_desk() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.web.admin.sample"):
        yield


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Desk:
    """A signed-in person of these groups, reading English: ``desk("growth").get("/app/growth/lead/")``."""

    def make(*groups: str, username: str = "", superuser: bool = False) -> Client:
        user = make_user(username or "-".join(groups) or "nobody", *groups, is_superuser=superuser)
        client = EnglishBrowser()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    return make
