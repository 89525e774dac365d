"""The kinds of values that an expression knows, and their names for a reader."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import Sentence

NUMBERS = (int, float, Decimal)
SEQUENCES = (list, tuple)
SIZED = (list, tuple, str, Mapping)
MOMENTS = (datetime, date)

_KINDS: list[tuple[type | tuple[type, ...], Sentence]] = [
    (type(None), _("nothing (None)")),
    (bool, _("true or false")),
    (NUMBERS, _("a number")),
    (str, _("a text")),
    (SEQUENCES, _("a list")),
    (Mapping, _("a record")),
    (datetime, _("a moment")),
    (date, _("a date")),
    (timedelta, _("a span of days")),
]


def kind_of(value: Any) -> Sentence:
    for types, name in _KINDS:
        if isinstance(value, types):
            return name
    return type(value).__name__
