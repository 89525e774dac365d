"""What pydantic finds wrong with an agent's input or output, in sentences that say what to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

Sentence = Callable[[Mapping[str, Any]], str]
#: So many faults are told in one sentence.
_TOLD = 3

_SENTENCES: dict[str, Sentence] = {
    "missing": lambda _data: _("This is missing. Add it."),
    "extra_forbidden": lambda _data: _("There is no such field here. Remove it, or correct its name."),
    "string_type": lambda _data: _("Give a text."),
    "string_too_short": lambda _data: _("This is empty. Write something."),
    "string_too_long": lambda data: (
        _("This is too long. Write %(limit)s characters at most.") % {"limit": data["max_length"]}
    ),
    "uuid_type": lambda _data: _("This is no id. Give one such as 01890a5d-ac96-774b-bcce-b302099a8057."),
    "uuid_parsing": lambda _data: _("This is no id. Give one such as 01890a5d-ac96-774b-bcce-b302099a8057."),
    "int_type": lambda _data: _("Give a whole number."),
    "int_parsing": lambda _data: _("Give a whole number."),
    "float_type": lambda _data: _("Give a number."),
    "bool_type": lambda _data: _("Give true or false."),
    "list_type": lambda _data: _("Give a list."),
    "dict_type": lambda _data: _("Give an object."),
    "greater_than_equal": lambda data: _("Give %(limit)s or more.") % {"limit": data["ge"]},
    "less_than_equal": lambda data: _("Give %(limit)s or less.") % {"limit": data["le"]},
}


def faults_read(error: ValidationError, place: str) -> list[dict[str, str]]:
    """One for each place: ``{"path": "input.items[2].name", "message": …}``."""
    found = error.errors(include_url=False, include_input=False)
    return [
        {"path": path_show(place, item["loc"]), "message": _tell(item["type"], item.get("ctx") or {})}
        for item in found
    ]


def faults_tell(faults: Sequence[Mapping[str, str]]) -> str:
    """The first of them in one line: more would not be read."""
    return " ".join(f"{each['path']}: {each['message']}" for each in faults[:_TOLD])


def path_show(place: str, inside: tuple[int | str, ...]) -> str:
    return place + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inside)


def _tell(kind: str, data: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(kind)
    return sentence(data) if sentence else _("This value does not fit. Give another.")
