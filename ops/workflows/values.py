"""Values of a step: plain data whose texts may hold ``{{ expression }}``.

Where the expression is the whole text, the value keeps its kind. In mixed text nothing is empty, texts stand as they
are, and the rest is written as in the API's JSON (``plain.text_of``). What an expression yields is never looked at
again. ``{{`` itself is written ``{{ "{{" }}``; braces that nothing opened stand for themselves, a lone ``}}`` too.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions import (
    WORK,
    EvaluationError,
    Expression,
    ExpressionError,
    NotAllowedError,
    Path,
    State,
)
from ops.workflows.expressions.lexicon import expression_end, position_of
from ops.workflows.expressions.plain import text_of

_OPEN, _CLOSE = "{{", "}}"
_KEPT, _KEPT_LENGTH = 2_048, 4_000
_LEVELS = 50

Part = str | Expression


class TemplateError(ExpressionError):
    """What is wrong with one text of a template, and where that text stands."""

    code = "template"
    sentence = _("%(place)s: %(error)s")

    def __init__(self, *, place: str, error: ExpressionError) -> None:
        super().__init__(place=place, error=error)
        self.place = place
        self.error = error

    def __str__(self) -> str:
        return super().__str__() if self.place else str(self.error)


def value_fill(
    template: Any,
    names: Mapping[str, Any],
    *,
    place: str = "",
    now: Callable[[], datetime] | None = None,
    budget: int = WORK,
) -> Any:
    """The template with its expressions worked out, at one moment and within one budget. Raises TemplateError.

    ``place`` is where the template stands in the step: ``values``, ``params``, ``title``.
    """
    state = State(names, now=now, budget=budget)
    return _fill(template, state, place, 0)


def template_check(template: Any, place: str = "") -> list[TemplateError]:
    """What is not allowed in it, text by text; empty: all is well."""
    return [error for _place, error in _texts_parse(template, place) if isinstance(error, TemplateError)]


def template_paths(template: Any, place: str = "") -> list[tuple[str, Path]]:
    """What it reads, beside where that stands. A text that is not allowed reads nothing: ``template_check`` tells."""
    return [
        (found_place, path)
        for found_place, parts in _texts_parse(template, place)
        if not isinstance(parts, TemplateError)
        for part in parts
        if isinstance(part, Expression)
        for path in sorted(part.paths(), key=str)
    ]


def text_parse(text: str) -> tuple[Part, ...]:
    """The pieces of a text: texts as they are, and expressions. Raises NotAllowedError."""
    if _OPEN not in text:
        return (text,)
    return _text_keep(text) if len(text) <= _KEPT_LENGTH else tuple(_parts_read(text))


def _fill(template: Any, state: State, place: str, level: int) -> Any:
    if isinstance(template, str):
        try:
            return _text_fill(template, state)
        except ExpressionError as error:
            raise TemplateError(place=place, error=error) from error
    if level > _LEVELS:
        raise TemplateError(place=place, error=_too_deep())
    if isinstance(template, Mapping):
        return {key: _fill(each, state, _key_place(place, key), level + 1) for key, each in template.items()}
    if isinstance(template, list | tuple):
        return [_fill(each, state, f"{place}[{number}]", level + 1) for number, each in enumerate(template)]
    return template


def _text_fill(text: str, state: State) -> Any:
    if _OPEN not in text:
        return text
    parts = text_parse(text)
    if len(parts) == 1 and isinstance(parts[0], Expression):
        return parts[0].work_out(state)
    return "".join(part if isinstance(part, str) else _part_write(part, state) for part in parts)


def _part_write(part: Expression, state: State) -> str:
    try:
        written = text_of(part.work_out(state))
        state.spend_characters(len(written))
    except EvaluationError as error:
        error.place(part.text)
        raise
    return written


def _texts_parse(
    template: Any, place: str, level: int = 0
) -> Iterator[tuple[str, tuple[Part, ...] | TemplateError]]:
    if isinstance(template, str):
        try:
            yield place, text_parse(template)
        except NotAllowedError as error:
            yield place, TemplateError(place=place, error=error)
    elif level > _LEVELS:
        yield place, TemplateError(place=place, error=_too_deep())
    elif isinstance(template, Mapping):
        for key, each in template.items():
            yield from _texts_parse(each, _key_place(place, key), level + 1)
    elif isinstance(template, list | tuple):
        for number, each in enumerate(template):
            yield from _texts_parse(each, f"{place}[{number}]", level + 1)


def _key_place(place: str, key: object) -> str:
    named = str(key) if isinstance(key, str) and key.isidentifier() else f"[{key!r}]"
    return f"{place}.{named}" if place and not named.startswith("[") else f"{place}{named}"


def _too_deep() -> NotAllowedError:
    return NotAllowedError(
        fault=_("The lists and records are nested too deeply"), advice=_("Nest them less."), line=1, column=1
    )


@lru_cache(_KEPT)
def _text_keep(text: str) -> tuple[Part, ...]:
    return tuple(_parts_read(text))


def _parts_read(text: str) -> Iterator[Part]:
    index = 0
    while (start := text.find(_OPEN, index)) >= 0:
        if start > index:
            yield text[index:start]
        inside = start + len(_OPEN)
        end = expression_end(text, inside)
        if end is None:
            line, column = position_of(text, start)
            raise NotAllowedError(
                fault=_("“{{” is not closed"),
                advice=_('Close it with “}}”; write {{ "{{" }} where the braces themselves are meant.'),
                line=line,
                column=column,
            )
        yield _expression_parse(text, inside, end)
        index = end + len(_CLOSE)
    if index < len(text):
        yield text[index:]


def _expression_parse(text: str, start: int, end: int) -> Expression:
    inside = text[start:end]
    try:
        return Expression.parse(inside.strip())
    except NotAllowedError as error:
        line, column = position_of(text, start + len(inside) - len(inside.lstrip()))
        raise error.move(line=line, column=column) from None
