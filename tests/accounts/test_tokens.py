from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from nessos.accounts.models import ApiToken, User
from nessos.accounts.services import token_create, token_revoke
from nessos.kernel import clock

pytestmark = pytest.mark.django_db
UserMaker = Callable[..., User]


def ask(secret: str) -> int:
    return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/leads/").status_code


def test_the_command_prints_a_token_that_works_alone_on_a_line(
    make_user: UserMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    make_user("ana", "growth")
    call_command("apitoken", "ana")
    [secret] = capsys.readouterr().out.splitlines()
    assert ask(secret) == 200


def test_only_its_hash_is_kept(make_user: UserMaker) -> None:
    row, secret = token_create(user=make_user("ana", "growth"))
    stored = ApiToken.objects.filter(pk=row.pk).values().get()
    assert secret not in str(stored)
    assert secret.startswith(stored["hint"])


def test_a_revoked_token_is_refused(make_user: UserMaker) -> None:
    row, secret = token_create(user=make_user("ana", "growth"))
    assert token_revoke(token=row)
    assert not token_revoke(token=row), "the second call changes nothing"
    assert ask(secret) == 401


def test_an_expired_token_is_refused(make_user: UserMaker) -> None:
    user = make_user("ana", "growth")
    _row, secret = token_create(user=user, expires_at=clock.real_now() - timedelta(seconds=1))
    assert ask(secret) == 401


def test_tokens_live_on_real_time(make_user: UserMaker) -> None:
    user = make_user("ana", "growth")
    _row, secret = token_create(user=user, expires_at=clock.real_now() + timedelta(hours=1))
    clock.advance(timedelta(days=2))
    assert ask(secret) == 200


def test_a_token_of_a_user_switched_off_is_refused(make_user: UserMaker) -> None:
    user = make_user("ana", "growth")
    _row, secret = token_create(user=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ask(secret) == 401


def test_a_made_up_token_is_refused_and_told_how_to_get_one() -> None:
    answer = Client(headers={"Authorization": "Bearer ness_made_up"}).get("/api/v1/leads/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["detail"] == "This token is not valid. Ask for a new one with manage.py apitoken."


def test_a_token_for_nobody_is_refused() -> None:
    with pytest.raises(CommandError, match=r"There is no user 'nobody'"):
        call_command("apitoken", "nobody")
