"""A question to a model, and what it answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from nessos.ai.answers import Usage
from nessos.kernel.contracts import Contract


@dataclass(frozen=True, kw_only=True)
class Message:
    role: Literal["system", "user", "assistant"]
    #: Left out of what a traceback or a log shows: it may speak of people.
    text: str = field(repr=False)


def _accept(_answer: Contract) -> None:
    """Whatever fits the contract will do."""


def _go_on() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Question:
    messages: tuple[Message, ...] = field(repr=False)
    answer: type[Contract]
    max_output_tokens: int
    #: For all of it, a repair included.
    timeout: timedelta
    #: Raises NessosError for an answer that fits the contract and cannot be used all the same: its sentence is shown to
    #: the model, which may correct itself once.
    check: Callable[[Contract], None] = _accept
    #: Asked a few times a second while the model is being waited for, such as ``Event.is_set``.
    cancelled: Callable[[], bool] = _go_on


@dataclass(frozen=True, kw_only=True)
class ModelAnswer:
    value: Contract = field(repr=False)
    #: Over both attempts where one was a repair.
    usage: Usage
    #: As the server calls what answered; its own word where it gave one.
    model: str
    repaired: bool = False
    #: The server did not say what it counted: by the lengths of what was said.
    estimated: bool = False
