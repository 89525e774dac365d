"""Logs: one JSON object a line, traced, and with nothing in it that speaks of a person.

Three things keep personal data out: every string goes through ``mask``; what databases, validators and URLs repeat
of the data they were given is cut out, since no pattern knows a name or a message; and of a record's extra fields
only the ones named here, ids and numbers get through.
"""

import json
import logging
import math
import re
import traceback
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from nessos.kernel import context
from nessos.kernel.masking import mask

#: Past this a line is cut: a log is no place for a body, and masking takes time by length.
LONGEST_TEXT = 20_000
#: Extra fields of words that get through; those ending in ``_id`` and plain numbers do as well.
FIELDS = frozenset({"method", "path", "route", "trace_id", "worker", "event", "reason"})

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'<>=?]{1,128}+=[^\s\"'<>]*+")
# PostgreSQL repeats the row ("Failing row contains …"), over several lines when a text in it does.
_DETAIL = re.compile(
    r"DETAIL:.*?(?=\n[A-Z]{4,10}:|\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)
# pydantic repeats what somebody sent.
_INPUT = re.compile(r"input_value=.{0,400}?(?=, input_type=)", re.DOTALL)
_REPEATED = ((_DETAIL, "DETAIL: [hidden]"), (_INPUT, "input_value=[hidden]"), (_QUERY, "?[hidden]"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class JsonFormatter(logging.Formatter):
    """For machines: time, level, logger, message, trace_id, and what else the record carries."""

    def format(self, record: logging.LogRecord) -> str:
        line = json.dumps(_entry_make(record), ensure_ascii=False)
        # A lone surrogate would make the stream refuse the line.
        return line.encode("utf-8", "replace").decode()


class LineFormatter(logging.Formatter):
    """For a person at a terminal; masked alike, and no text can move the cursor or begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        entry = _entry_make(record)
        time, level, logger, message = (entry.pop(key) for key in ("time", "level", "logger", "message"))
        trace = entry.pop("traceback", "")
        rest = "".join(f" {key}={_one_line(str(value))}" for key, value in entry.items())
        lines = [f"{time[11:23]} {level:<7} {logger}: {_one_line(message)}{rest}"]
        lines += [f"    {_one_line(line)}" for line in trace.splitlines()]
        return "\n".join(lines).encode("utf-8", "replace").decode()


def logging_config(json: bool, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything through one handler, to stderr (a command's answer has stdout to itself).

    uvicorn must be started with ``log_config=None, access_log=False``: requests are logged once, by our middleware.
    """
    level = level.upper()
    through_root: dict[str, Any] = {"handlers": [], "level": "NOTSET", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": JsonFormatter if json else LineFormatter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "ours"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            **dict.fromkeys(("django", "django.server", "uvicorn", "uvicorn.error"), through_root),
            # Its warnings of 4xx answers would say again what the middleware says of each request.
            "django.request": {**through_root, "level": "ERROR"},
            # It tells of every start and stop of every process; ours are told by the supervisor.
            "django-q": {**through_root, "level": "WARNING"},
            # At DEBUG it prints each statement with its values.
            "django.db.backends": {**through_root, "level": "INFO"},
            "uvicorn.access": {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False},
        },
    }


def text_clean(text: str) -> str:
    """A text as a log may have it: cut to size, without the data that errors and addresses repeat, masked."""
    cut = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… ({len(text)} characters)"
    for pattern, replacement in _REPEATED:
        cut = pattern.sub(replacement, cut)
    return mask(cut)


def _entry_make(record: logging.LogRecord) -> dict[str, Any]:
    now = context.current()
    # Django logs each nonsense that it refuses as an error with a trace: a scanner would fill the disk with them.
    is_refusal = str(record.name).startswith("django.security.")
    entry: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": "WARNING" if is_refusal else record.levelname,
        "logger": record.name,
        "message": text_clean(_message_read(record)),
    }
    if now.trace_id:
        entry["trace_id"] = mask(now.trace_id)
    if now.actor_id is not None:
        entry["user_id"] = now.actor_id
    entry |= {key: _plain(key, value) for key, value in record.__dict__.items() if _is_told(key, value)}
    if record.exc_info and record.exc_info[0] is not None and not is_refusal:
        entry["exception"] = record.exc_info[0].__name__
        entry["traceback"] = text_clean("".join(traceback.format_exception(*record.exc_info)))
    elif record.stack_info:
        entry["traceback"] = text_clean(record.stack_info)
    return entry


def _message_read(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  (a mistake in a log call: logging itself would print its arguments unmasked)
        return f"{record.msg} (its arguments do not fit)"


def _is_told(key: str, value: object) -> bool:
    if key in _STANDARD:
        return False
    if isinstance(value, bool | int | float):
        return True
    return isinstance(value, str | UUID) and (key in FIELDS or key.endswith("_id"))


def _plain(key: str, value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text_clean(text.partition("?")[0] if key == "path" else text)


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
