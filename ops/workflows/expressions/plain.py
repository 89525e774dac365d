"""Plain data: what an expression may hand out, and how it is written into text."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.comparing import level_check
from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.kinds import SEQUENCES, kind_of
from ops.workflows.expressions.numbers import number_bound
from ops.workflows.expressions.state import State

#: Handed out as they are, without a further look.
SCALARS = frozenset({type(None), bool, int, str, Decimal, date, datetime})


def plain_copy(state: State, value: Any, level: int = 0) -> Any:
    """The value as None, bool, int, float, str, Decimal, date, datetime, list and dict with text keys, all its own."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, Mapping):
        level_check(level + 1)
        state.spend(len(value))
        return {_key_check(key): plain_copy(state, each, level + 1) for key, each in value.items()}
    if isinstance(value, SEQUENCES):
        level_check(level + 1)
        state.spend(len(value))
        return [plain_copy(state, each, level + 1) for each in value]
    if isinstance(value, float):
        return number_bound(float(value))
    if isinstance(value, str):
        return str.__str__(value)
    raise EvaluationError(
        fault=_(
            "its result, %(kind)s, cannot be kept. Make it a number or a text; divide a span by days(1)."
        ),
        kind=kind_of(value),
    )


def _key_check(key: Any) -> str:
    if not isinstance(key, str):
        raise EvaluationError(
            fault=_("a record has %(kind)s as a key. Only a text can be one; write str(…)."),
            kind=kind_of(key),
        )
    return str.__str__(key)


def text_of(value: Any) -> str:
    """Plain data inside a text: nothing is empty, texts stand as they are, the rest as in the API's JSON.

    There a Decimal, a date and a moment are strings (``12.50``, ``2026-01-31``, ``2026-01-31T18:00:00Z``), so that by
    themselves they stand without quotes.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal | date):
        return _scalar_write(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_scalar_write)


def _scalar_write(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{number_bound(value):f}"
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("+00:00") + (
            "Z" if value.isoformat().endswith("+00:00") else ""
        )
    return str(value.isoformat())
