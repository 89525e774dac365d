"""Password logins, with the lock-out before them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from nessos.accounts import lockout
from nessos.accounts.models import User


class LockedOutError(ValidationError):
    """Too many failed logins; says when the door opens again."""

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "Too many failed logins. Try again in %(minutes)d minute.",
            "Too many failed logins. Try again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes}, code="locked_out")


class LockoutBackend(ModelBackend):
    """Refuses before the password is looked at, so that a locked door tells nothing about the key."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        name = username or kwargs.get(User.USERNAME_FIELD)
        if not name or password is None:
            return None
        left = lockout.locked_for(request, name)
        if left is not None:
            raise LockedOutError(max(1, round(left.total_seconds() / 60)))
        user = super().authenticate(request, username=name, password=password)
        if user is None:
            lockout.failure_note(request, name)
        else:
            lockout.failures_forget(request, name)
        return user if isinstance(user, User) else None
