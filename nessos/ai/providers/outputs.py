"""What a model said, as a contract, or what is wrong with it."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as TextError
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from nessos.ai.faults import faults_read
from nessos.ai.providers.asking import Question
from nessos.ai.providers.protocol import Reply
from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.kernel.text import text_validate

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```[a-zA-Z]*\s*(\{.*\})\s*```", re.DOTALL)
_ANY: TypeAdapter[Any] = TypeAdapter(Any)
#: As many of a long list as help.
_TOLD = 10


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """``shown``: to the model, which knows what it said. ``told``: to people; holds nothing that it said."""

    shown: str = field(repr=False)
    told: str


def output_read(question: Question, reply: Reply) -> Contract | Misfit:
    if reply.is_cut:
        return Misfit(
            shown="It was cut off for its length. Answer with the same in fewer words.",
            told=_("it was cut off for its length"),
        )
    text = json_find(reply.text)
    try:
        _plain_check(_ANY.validate_json(text))
    except (ValueError, TextError):
        return Misfit(
            shown="It is not JSON that can be read. Answer with one JSON object and nothing else.",
            told=_("it is not JSON"),
        )
    return _contract_read(question, text)


def json_find(text: str) -> str:
    """Without the thoughts before it and the fence around it; a fence inside of the JSON stays."""
    bare = _THOUGHTS.sub("", text).strip()
    if not bare.startswith("{") and (fenced := _FENCED.search(bare)):
        return fenced[1]
    return bare


def _contract_read(question: Question, text: str) -> Contract | Misfit:
    try:
        value = question.answer.model_validate_json(text)
    except ValidationError as error:
        return _misfit_read(question.answer, error)
    try:
        question.check(value)
    except NessosError as error:
        with translation.override(settings.LANGUAGE_CODE):
            shown = str(error)
        return Misfit(shown=shown, told=_("it did not pass the house's own check"))
    return value


def _misfit_read(answer: type[Contract], error: ValidationError) -> Misfit:
    details = error.errors(include_url=False, include_input=False, include_context=False)
    shown = "\n".join(f"- {_path(item['loc'])}: {item['msg']}" for item in details[:_TOLD])
    return Misfit(shown=f"It does not fit the schema:\n{shown}", told=_told(answer, error))


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place) or "the whole"


def _told(answer: type[Contract], error: ValidationError) -> str:
    """By our own fields alone: any other name in a path was made up by the model."""
    faults = zip(error.errors(include_input=False), faults_read(error, ""), strict=True)
    told = {
        f"{item['loc'][0]}: {fault['message']}"
        for item, fault in faults
        if item["loc"] and item["loc"][0] in answer.model_fields
    }
    return " ".join(sorted(told)[:3]).rstrip(".") or _("it does not fit the schema")


def _plain_check(value: Any) -> None:
    """Refuse what is JSON and cannot be stored: NUL, and numbers past all bounds."""
    text_validate(value)
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float) and not math.isfinite(item):
            raise ValueError
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
