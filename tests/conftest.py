"""What every test may ask for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import translation

from nessos.accounts.models import User
from nessos.accounts.services import token_create
from nessos.kernel.context import Context, working_for


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """After the migrations: load the reference rows."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("reference", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_quickly() -> Iterator[None]:
    """What makes guessing expensive would make every test's user expensive."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def context_of_its_own() -> Iterator[None]:
    """No test inherits another's trace, and sentences are those of the source; a request chooses its own language."""
    with working_for(Context()), translation.override("en"):
        yield


@pytest.fixture
def emptied(transactional_db: None) -> None:
    """For tests that really commit: the tables are emptied afterwards, so the reference rows go back in before."""
    call_command("reference", verbosity=0)


UserMaker = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> UserMaker:
    """Make a user in these groups: ``make_user("ana", "growth")``."""

    def make(username: str = "ana", *groups: str, **fields: Any) -> User:
        user = User.objects.create_user(username, password="correct horse battery", **fields)
        user.groups.set(Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups), f"Unknown group among {groups}."
        return user

    return make


@pytest.fixture
def api(make_user: UserMaker) -> Callable[..., Client]:
    """A client with a token of a new user in these groups: ``api("growth").get("/api/v1/leads/")``."""

    def make(*groups: str, username: str = "", superuser: bool = False) -> Client:
        user = make_user(username or "-".join(groups) or "nobody", *groups, is_superuser=superuser)
        _token, secret = token_create(user=user)
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        client.user = user  # type: ignore[attr-defined]
        return client

    return make
