"""``Idempotency-Key``: a POST that is sent again is answered again, and done once.

The key's row is inserted first, the work follows, the answer is written into the row, and all three commit together:
a crash in between leaves none of them. A second request with the key waits on the unique constraint until the first
has committed (then it gets that answer) or has failed (then it does the work itself). Only answers of success are
kept: what was refused has changed nothing, and may be sent again, repaired, under the same key.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, TypeVar, cast

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import LockNotAvailable
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from nessos.kernel import clock
from nessos.kernel.errors import ConflictError
from nessos.web.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
#: So long a request waits for another one with the same key.
PATIENCE = "10s"
#: Headers that belong to the answer; all others belong to the request that is being answered.
KEPT_HEADERS = ("Location", "ETag")
#: Of two at once the second waits here, until the first one's transaction has ended.
_TAKE = """
    INSERT INTO web_idempotencykey (user_id, key, address, body_hash, headers, body, created_at)
    VALUES (%s, %s, %s, %s, '{}', '', %s)
    ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")

Handler = TypeVar("Handler", bound=Callable[..., HttpResponseBase])


class KeyReusedError(ConflictError):
    code = "idempotency_key_reused"
    sentence: ClassVar[Any] = gettext_lazy(
        "The Idempotency-Key %(key)s was used for another request. Send this one with a key of its own."
    )


class StillRunningError(ConflictError):
    code = "idempotency_in_progress"
    permanent = False
    retry_after = 5
    sentence: ClassVar[Any] = gettext_lazy(
        "The first request with the Idempotency-Key %(key)s is still being worked on. Ask again in a moment."
    )


def idempotent(handler: Handler) -> Handler:
    """Put on a view's POST handler. Without the header the handler is called as it is."""

    @wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not _VISIBLE.fullmatch(key):
            sentence = _("Send 1 to 255 visible ASCII characters.")
            raise ValidationError({HEADER: sentence})
        return _answer_once(key, request, lambda: handler(view, request, *args, **kwargs))

    answer.takes_idempotency_key = True  # type: ignore[attr-defined]
    return cast("Handler", answer)


def _answer_once(key: str, request: Request, work: Callable[[], HttpResponseBase]) -> HttpResponse:
    # Read before the key is taken: a body that cannot be read is refused, and holds nothing up.
    body_hash = _hash(request.data)
    address = f"{request.method} {request.get_full_path().rstrip('/')}"
    with transaction.atomic():
        if not _key_take(key, request, address, body_hash):
            return _answer_again(key, request, address, body_hash)
        answer = _answer_render(work())
        if answer.status_code >= 300:
            transaction.set_rollback(True)
            return answer
        _rows(key, request).update(
            status=answer.status_code,
            headers={name: answer[name] for name in KEPT_HEADERS if name in answer},
            body=answer.content,
        )
    return answer


def _key_take(key: str, request: Request, address: str, body_hash: str) -> bool:
    """Insert the key's row, waiting for whoever is inserting the same; false when it stands already."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(_TAKE, [request.user.pk, key, address, body_hash, clock.now()])
            taken = cursor.fetchone() is not None
            # The work may wait for its own locks as long as it would without a key.
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillRunningError(key=key) from error
        raise
    return taken


def _answer_again(key: str, request: Request, address: str, body_hash: str) -> HttpResponse:
    first = _rows(key, request).get()
    if (first.address, first.body_hash) != (address, body_hash):
        raise KeyReusedError(key=key)
    headers = {**first.headers, REPLAYED: "true"}
    return HttpResponse(
        bytes(first.body), status=first.status, content_type="application/json", headers=headers
    )


def _rows(key: str, request: Request) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(user=request.user.pk, key=key)


def _answer_render(answer: HttpResponseBase) -> HttpResponse:
    """As bytes, here and now: the first answer and each one after it are the same ones."""
    if not hasattr(answer, "data"):
        assert isinstance(answer, HttpResponse)
        return answer
    content = b"" if answer.data is None else JSONRenderer().render(answer.data)
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    return HttpResponse(content, status=answer.status_code, content_type="application/json", headers=headers)


def _hash(data: Any) -> str:
    """Of the value, not of its spelling: a client that sends its fields in another order sends the same."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
