"""Reading pages as a person would."""

import re
from html import unescape
from typing import Any


def text_of(response: Any) -> str:
    """The page's words, one space between them."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send back unchanged: the main form's fields, its inlines and the hidden ones."""
    found = {"_seen": response.context.get("seen") or ""}
    adminform = response.context["adminform"].form
    forms = [
        adminform,
        *(formset.formset.management_form for formset in response.context["inline_admin_formsets"]),
    ]
    forms += [form for formset in response.context["inline_admin_formsets"] for form in formset.formset.forms]
    for form in forms:
        for bound in form:
            found |= _values(bound)
    return found


def _values(bound: Any) -> dict[str, Any]:
    value = bound.value()
    widget = bound.field.widget
    if hasattr(widget, "decompress"):
        parts = widget.decompress(value) if not isinstance(value, list) else value
        rendered = [sub.format_value(part) for sub, part in zip(widget.widgets, parts, strict=True)]
        return {f"{bound.html_name}_{place}": part or "" for place, part in enumerate(rendered)}
    if value is None or value is False:
        return {} if value is False else {bound.html_name: ""}
    shown = widget.format_value(value) if hasattr(widget, "format_value") else value
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    return {bound.html_name: shown if shown is not None else ""}
