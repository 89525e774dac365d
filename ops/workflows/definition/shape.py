"""What pydantic says of a step's shape, in sentences that say what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from ops.workflows.faults import Fault, Location

Sentence = Callable[[Mapping[str, Any]], str]


def _number_show(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


_SENTENCES: dict[str, Sentence] = {
    "value_error": lambda data: str(data["error"]),  # ours, from fields.py: a whole sentence
    "missing": lambda _data: _("This is missing. Add it."),
    "extra_forbidden": lambda _data: _(
        "A step of this kind has no such field. Remove it, or correct its name."
    ),
    "string_type": lambda _data: _("Give a text."),
    "bool_type": lambda _data: _("Give true or false."),
    "int_type": lambda _data: _("Give a whole number."),
    "float_type": lambda _data: _("Give a number."),
    "finite_number": lambda _data: _("Give a number."),
    "int_parsing": lambda _data: _("Give a whole number."),
    "int_from_float": lambda _data: _("Give a whole number."),
    "float_parsing": lambda _data: _("Give a number."),
    "decimal_parsing": lambda _data: _("Give a number."),
    "decimal_type": lambda _data: _("Give a number."),
    "bool_parsing": lambda _data: _("Give true or false."),
    "list_type": lambda _data: _("Give a list."),
    "dict_type": lambda _data: _("Give an object."),
    "literal_error": lambda data: _("Give one of these: %(expected)s.") % {"expected": data["expected"]},
    "greater_than": lambda data: _("Give a number above %(limit)s.") % {"limit": _number_show(data["gt"])},
    "greater_than_equal": lambda data: _("Give %(limit)s or more.") % {"limit": _number_show(data["ge"])},
    "less_than": lambda data: _("Give a number below %(limit)s.") % {"limit": _number_show(data["lt"])},
    "less_than_equal": lambda data: _("Give %(limit)s or less.") % {"limit": _number_show(data["le"])},
    "string_too_short": lambda _data: _("This is empty. Write something."),
    "string_too_long": lambda data: (
        _("This is too long. Write %(limit)s characters at most.") % {"limit": data["max_length"]}
    ),
    "too_short": lambda data: _("Give %(limit)s or more.") % {"limit": data["min_length"]},
    "too_long": lambda data: _("Give %(limit)s at most.") % {"limit": data["max_length"]},
}


def faults_read(error: ValidationError, location: Location) -> list[Fault]:
    """One for each place."""
    found = error.errors(include_url=False, include_input=False)
    return [
        Fault(location=(*location, *item["loc"]), message=_tell(item["type"], item.get("ctx") or {}))
        for item in found
    ]


def _tell(kind: str, data: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(kind)
    return sentence(data) if sentence else _("This does not fit here. Correct it.")
