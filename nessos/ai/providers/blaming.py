"""Which of our kinds a server's refusal is. Its message is looked at, never repeated: it may quote what was asked."""

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nessos.ai.answers import Usage
from nessos.ai.providers.breaker import LONGEST_WAIT
from nessos.ai.providers.faults import FaultKind
from nessos.kernel import clock


@dataclass(frozen=True, kw_only=True)
class Blame:
    kind: FaultKind
    detail: str | Promise = ""
    retry_after: timedelta | None = None
    #: None: nobody knows whether it was counted, and for how much.
    usage: Usage | None = None


_NO_CREDIT = re.compile(
    r"insufficient_quota|billing|insufficient_(funds|balance|credits)|credit_balance|payment_required"
)
_OVERFLOW = re.compile(
    r"context_length_exceeded|context length|context window|context size|too many tokens|prompt is too long"
    r"|string_above_max_length"
)
#: More than the account may ask of this model at once: waiting does not help.
_TOO_LARGE = re.compile(r"request too large")
_NO_SUCH_MODEL = re.compile(r"model_not_found|access to model")
_FILTERED = re.compile(r"content_filter|content_policy|content management policy|moderation|safety_violation")
_UNKNOWN_STATUS = 500
#: What may be shown of a server's words: codes that we know, and the names of fields that we send.
_CODES = frozenset(
    [
        "billing_hard_limit_reached",
        "content_filter",
        "context_length_exceeded",
        "insufficient_quota",
        "invalid_api_key",
        "invalid_model",
        "invalid_request_error",
        "invalid_type",
        "invalid_value",
        "missing_required_parameter",
        "model_not_found",
        "rate_limit_exceeded",
        "server_error",
        "unknown_parameter",
        "unsupported_country_region_territory",
        "unsupported_parameter",
        "unsupported_value",
    ]
)
_FIELDS = frozenset(
    [
        "dimensions",
        "encoding_format",
        "input",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "response_format",
        "store",
    ]
)
#: The gateway gave up waiting: what stands behind it may have answered, and counted it.
_GAVE_UP = frozenset({408, 504, 524})


def refusal_blame(status: int, error: object, headers: Mapping[str, str]) -> Blame:
    """Of an answer with a status of 300 and above, by what it says of itself."""
    told = error if isinstance(error, dict) else {}
    return Blame(
        kind=_kind_of(status, _words(told)),
        detail=_detail_tell(status, told),
        retry_after=retry_after_read(headers),
        usage=None if status in _GAVE_UP else Usage(),
    )


def inner_blame(error: object) -> Blame:
    """Of an error inside of an answer that says that all went well."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 300 <= code < 600 else _UNKNOWN_STATUS
    return refusal_blame(status, error, {})


def retry_after_read(headers: Mapping[str, str]) -> timedelta | None:
    """In milliseconds, seconds, or as a date; an hour at most."""
    seconds = _number(headers.get("retry-after-ms")) / 1000
    if not seconds > 0:
        told = headers.get("retry-after", "")
        seconds = _number(told)
        if math.isnan(seconds):
            seconds = _seconds_until(told)
    return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds())) if seconds > 0 else None


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan


def _seconds_until(date: str) -> float:
    with suppress(ValueError, TypeError, OverflowError):
        moment: datetime = parsedate_to_datetime(date)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return (aware - clock.real_now()).total_seconds()
    return math.nan


def _words(told: Mapping[Any, Any]) -> str:
    return " ".join(str(told[key]) for key in ("code", "type", "message") if told.get(key))[:2_000].lower()


def _kind_of(status: int, words: str) -> FaultKind:
    if status == 402 or (400 <= status < 500 and _NO_CREDIT.search(words)):
        return FaultKind.NO_CREDIT
    if 400 <= status < 500 and _FILTERED.search(words):
        return FaultKind.CONTENT_FILTER
    if (status in {400, 413, 422} and _OVERFLOW.search(words)) or (
        status == 429 and _TOO_LARGE.search(words)
    ):
        return FaultKind.CONTEXT_OVERFLOW
    if status == 403 and _NO_SUCH_MODEL.search(words):
        return FaultKind.REFUSED
    if status in _STATUS:
        return _STATUS[status]
    return FaultKind.SERVER if status >= 500 else FaultKind.REFUSED


_STATUS = {
    401: FaultKind.INVALID_KEY,
    403: FaultKind.INVALID_KEY,
    407: FaultKind.UNREACHABLE,
    408: FaultKind.TIMEOUT,
    409: FaultKind.SERVER,
    425: FaultKind.SERVER,
    429: FaultKind.RATE_LIMITED,
}


def _detail_tell(status: int, told: Mapping[Any, Any]) -> str:
    code, field = str(told.get("code")), re.split(r"[.\[]", str(told.get("param")))[0]
    shown = [str(status), *({code} & _CODES), *({field} & _FIELDS)]
    return _("it answered %(status)s") % {"status": " ".join(shown)}
