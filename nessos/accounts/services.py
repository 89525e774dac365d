"""Writes: tokens are made and revoked here."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from nessos.accounts.models import ApiToken, User
from nessos.kernel import clock

PREFIX = "ness_"
_USE_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def token_create(*, user: User, name: str = "", expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """A new token; the second value is the token itself, to be shown once."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user, name=name, expires_at=expires_at, digest=token_hash(secret), hint=secret[:9]
    )
    return row, secret


def token_revoke(*, token: ApiToken) -> bool:
    """True when this call revoked it, False when it was so already."""
    return bool(ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.real_now()))


def token_find(*, secret: str) -> ApiToken | None:
    """The valid token behind what a caller sent, of a user who is still active."""
    row = ApiToken.objects.select_related("user").filter(digest=token_hash(secret)).first()
    if row is None or not row.is_valid or not row.user.is_active:
        return None
    _note_use(row)
    return row


def token_hash(secret: str) -> str:
    """A plain SHA-256: the token is 256 random bits, so there is nothing to guess and no need to be slow."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _note_use(row: ApiToken) -> None:
    """Noted every few minutes only: a write per request would cost more than the request."""
    stale = clock.real_now() - _USE_NOTED_EVERY
    if row.last_used_at is None or row.last_used_at < stale:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiToken.objects.filter(unused, pk=row.pk).update(last_used_at=clock.real_now())
