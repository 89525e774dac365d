"""How values are shown: money, documents, and the columns of lists that are more than text."""

import json
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.decorators import display
from unfold.utils import display_for_label

Column = Callable[..., Any]

_CENT = Decimal("0.01")


class Colours(dict[Any, str]):
    """A value without a colour of its own is shown in the plain one."""

    def __missing__(self, key: object) -> str:
        return "default"


class Label(NamedTuple):
    """A value and its text. Unfold's lists colour it; on a record's page it has to do so itself."""

    value: Any
    text: str
    colours: Mapping[Any, str]

    def __html__(self) -> str:
        return str(display_for_label(self, "", self.colours))


def label_make(value: Any, text: str, colours: Mapping[Any, str]) -> Label:
    return Label(value, capfirst(text), Colours(colours))


def json_write(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def json_block(value: Any) -> SafeString:
    """A document as people read it: a keyboard scrolls it where it is long."""
    return format_html('<pre class="ness-json" tabindex="0">{}</pre>', json_write(value))


def brl(amount: Decimal | float | None) -> str:
    """*R$ 1.234,56*, as the reader's language writes numbers; half a cent is rounded up."""
    if amount is None:
        return "–"
    cents = Decimal(str(amount)).quantize(_CENT, ROUND_HALF_UP)  # number_format would cut it off
    sign = "-" if cents < 0 else ""
    return f"{sign}R$ {number_format(abs(cents), 2, use_l10n=True, force_grouping=True)}"


def label_column(field: str, title: Any, colours: Mapping[Any, str] | None = None) -> Column:
    """A choice as a coloured label; colours: info, success, warning, danger, primary, default."""

    known = Colours(colours or {"": "default"})

    @display(description=title, ordering=field, label=known)
    def column(_desk: Any, row: Any) -> Label:
        return label_make(getattr(row, field), str(getattr(row, f"get_{field}_display")()), known)

    shown: Column = column
    return shown


def money_column(field: str, title: Any) -> Column:
    @display(description=title, ordering=field)
    def column(_desk: Any, row: Any) -> str:
        return brl(getattr(row, field))

    shown: Column = column
    return shown


def month_column(field: str, title: Any) -> Column:
    """A month that is kept as its first day: *Março de 2026*."""

    @display(description=title, ordering=field)
    def column(_desk: Any, row: Any) -> str:
        day = getattr(row, field)
        return date_format(day, "YEAR_MONTH_FORMAT") if day else ""

    shown: Column = column
    return shown


def spelled_column(field: str, title: Any) -> Column:
    """A document or a telephone as people write it: it is kept without dots and dashes."""

    @display(description=title, ordering=field)
    def column(desk: Any, row: Any) -> str:
        stored = getattr(row, field)
        return str(desk.opts.get_field(field).spell(stored)) if stored else ""

    shown: Column = column
    return shown
