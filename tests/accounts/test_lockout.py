from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from nessos.accounts.models import LoginFailure, User
from nessos.kernel import clock

pytestmark = pytest.mark.django_db
UserMaker = Callable[..., User]


def log_in(client: Client, password: str, address: str = "127.0.0.1") -> bool:
    form = {"username": "ana", "password": password}
    return client.post("/app/login/", form, REMOTE_ADDR=address).status_code == 302


@pytest.fixture
def ana(make_user: UserMaker) -> User:
    return make_user("ana", "growth", is_staff=True)


def fail(client: Client, times: int) -> None:
    for _n in range(times):
        assert not log_in(client, "wrong password")


def test_five_failures_shut_the_door_even_for_the_right_password(client: Client, ana: User) -> None:
    fail(client, 5)
    assert not log_in(client, "correct horse battery")
    answer = client.post("/app/login/", {"username": "ana", "password": "correct horse battery"})
    assert "Tente de novo em 15 minutos" in answer.content.decode()


def test_four_failures_do_not_and_a_success_forgets_them(client: Client, ana: User) -> None:
    fail(client, 4)
    assert log_in(client, "correct horse battery")
    assert not LoginFailure.objects.exists()


def test_another_address_is_not_shut_out(client: Client, ana: User) -> None:
    fail(client, 5)
    assert log_in(client, "correct horse battery", address="192.0.2.7")


def test_the_door_opens_again_on_real_time(client: Client, ana: User) -> None:
    fail(client, 5)
    clock.advance(timedelta(days=1))
    assert not log_in(client, "correct horse battery"), "the business clock has no say"
    LoginFailure.objects.update(last_failure_at=clock.real_now() - timedelta(minutes=16))
    assert log_in(client, "correct horse battery")


def test_names_and_addresses_are_not_kept(client: Client, ana: User) -> None:
    fail(client, 1)
    row = LoginFailure.objects.get()
    assert "ana" not in row.subject
    assert "127.0.0.1" not in row.subject
