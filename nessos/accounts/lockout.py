"""Repeated failed logins shut the door for a while: per name and address, counted in the database."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest

from nessos.accounts.models import LoginFailure
from nessos.kernel import clock


def locked_for(request: HttpRequest | None, username: str) -> timedelta | None:
    """How long this name stays locked out from this address; none when it is not."""
    row = LoginFailure.objects.filter(subject=_subject(request, username)).first()
    if row is None or row.failures < settings.LOCKOUT_FAILURES:
        return None
    left = row.last_failure_at + timedelta(minutes=settings.LOCKOUT_MINUTES) - clock.real_now()
    return left if left > timedelta() else None


def failure_note(request: HttpRequest | None, username: str) -> None:
    """Count one more; a failure long after the last begins the count anew."""
    subject = _subject(request, username)
    LoginFailure.objects.get_or_create(subject=subject)
    fresh = clock.real_now() - timedelta(minutes=settings.LOCKOUT_MINUTES)
    LoginFailure.objects.filter(subject=subject).update(
        failures=Case(When(last_failure_at__lt=fresh, then=Value(1)), default=F("failures") + 1),
        last_failure_at=Now(),
    )


def failures_forget(request: HttpRequest | None, username: str) -> None:
    LoginFailure.objects.filter(subject=_subject(request, username)).delete()


def _subject(request: HttpRequest | None, username: str) -> str:
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    return hashlib.sha256(f"{settings.SECRET_KEY}|{username.casefold()}|{address}".encode()).hexdigest()
