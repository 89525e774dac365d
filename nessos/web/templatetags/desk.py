"""What our pages' templates say: money, months, charts, empty places."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nessos.web.admin.formatting import brl as brl_write
from nessos.web.prose import prose_write

register = template.Library()

#: Colours of a chart's series, in unfold's variables, so that they follow the theme.
COLOURS = (
    "var(--color-primary-500)",
    "var(--color-base-400)",
    "var(--color-primary-800)",
    "var(--color-primary-300)",
)


@register.filter
def brl(amount: Any) -> str:
    """``{{ contract.mrr|brl }}``: *R$ 1.234,56*."""
    return "" if amount is None or amount == "" else brl_write(Decimal(str(amount)))


@register.filter
def month(day: date | None) -> str:
    """``{{ metric.month|month }}``: *março de 2026*."""
    return formats.date_format(day, "YEAR_MONTH_FORMAT") if day else ""


@register.filter
def prose(text: str) -> SafeString:
    """``{{ version.content_text|prose }}``: Markdown's headings, lists and paragraphs."""
    return prose_write(text)


@register.simple_tag
def greeting(user: Any) -> str:
    """Good morning, by the clock on the wall: the business clock may be somewhere else in tests."""
    hour = timezone.localtime().hour
    name = user.get_short_name() or user.get_username()
    if hour < 12:
        return _("Good morning, %(name)s.") % {"name": name}
    return (_("Good afternoon, %(name)s.") if hour < 18 else _("Good evening, %(name)s.")) % {"name": name}


@register.inclusion_tag("parts/empty.html")
def empty_state(icon: str, title: str, text: str = "", link: str = "", link_text: str = "") -> dict[str, Any]:
    return {"icon": icon, "title": title, "text": text, "link": link, "link_text": link_text}


@register.inclusion_tag("parts/error.html")
def error_state(text: str) -> dict[str, Any]:
    return {"text": text}


@register.inclusion_tag("parts/chart.html")
def chart(kind: str, labels: Sequence[Any], series: Sequence[Any], label: Any) -> dict[str, Any]:
    """``series``: objects with ``name`` and ``values``, one value for each of the labels."""
    data = {
        "labels": [str(each) for each in labels],
        "datasets": [_dataset(item, COLOURS[place % len(COLOURS)]) for place, item in enumerate(series)],
    }
    return {
        "kind": kind,
        "label": label,
        "data": json.dumps(data, cls=_Encoder),
        "options": json.dumps(_options(len(series) > 1, _are_counts(series))),
        "rows": [
            {"label": each, "values": [item.values[place] for item in series]}
            for place, each in enumerate(labels)
        ],
        "names": [item.name for item in series],
    }


class _Encoder(DjangoJSONEncoder):
    """A chart draws numbers: an amount of money loses its exactness here, and only here."""

    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


def _dataset(item: Any, colour: str) -> dict[str, Any]:
    shape = {"borderWidth": 2, "borderRadius": 3, "maxBarThickness": 24, "tension": 0.3, "pointRadius": 2}
    return {
        "label": str(item.name),
        "data": list(item.values),
        "borderColor": colour,
        "backgroundColor": colour,
        **shape,
    }


def _are_counts(series: Sequence[Any]) -> bool:
    return all(isinstance(value, int) for item in series for value in item.values)


def _options(has_legend: bool, are_counts: bool) -> dict[str, Any]:
    """Chart.js's own: numbers as the reader writes them, short, and from zero, so that no bar exaggerates."""
    ticks = {"color": "#9ca3af", "maxRotation": 45}
    whole = {"precision": 0} if are_counts else {}  # nobody has half a lead
    marks = {"usePointStyle": True, "pointStyle": "circle", "boxWidth": 6, "boxHeight": 6, "color": "#9ca3af"}
    return {
        "animation": False,
        "maintainAspectRatio": False,
        "locale": get_language(),
        "plugins": {"legend": {"display": has_legend, "align": "end", "labels": marks}},
        "scales": {
            "x": {
                "grid": {"display": False},
                "border": {"display": False},
                "ticks": {**ticks, "maxTicksLimit": 12},
            },
            "y": {
                "beginAtZero": True,
                "border": {"display": False},
                "grid": {"tickWidth": 0},
                "ticks": {**ticks, **whole, "maxTicksLimit": 5, "format": {"notation": "compact"}},
            },
        },
    }
