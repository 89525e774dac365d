"""What the texts of a step read: is it allowed, is it before the step, and is there such a thing?"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ops.workflows.checking.view import UnreachableError, View
from ops.workflows.definition.marks import Mark
from ops.workflows.definition.paths import path_template
from ops.workflows.expressions import Expression, NotAllowedError, Path
from ops.workflows.faults import Fault, Location
from ops.workflows.values import text_parse

_LEVELS = 40


def references_check(view: View) -> Iterator[Fault]:
    for name, mark in view.step.marked().items():
        value = getattr(view.step, name, None)
        if not view.is_sound(name) or value is None:
            continue
        for location, text in texts_walk(value, (name,)):
            if text is None:
                yield view.fault(_("This is nested too deeply. Nest it less."), *location)
            else:
                yield from _text_check(view, mark, text, location)


def texts_walk(value: Any, location: Location, level: int = 0) -> Iterator[tuple[Location, str | None]]:
    """Every text inside, and where it stands; None where it goes too deep."""
    if isinstance(value, str):
        yield location, value
    elif level > _LEVELS:
        yield location, None
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts_walk(each, (*location, str(key)), level + 1)
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from texts_walk(each, (*location, place), level + 1)


def holds_template(value: Any) -> bool:
    """Is it known only when the step runs?"""
    return any(text is None or "{{" in text for _location, text in texts_walk(value, ()))


def _text_check(view: View, mark: Mark, text: str, location: Location) -> Iterator[Fault]:
    try:
        expressions = _expressions_read(mark, text)
    except NotAllowedError as error:
        yield view.fault(str(error), *location)
        return
    for expression in expressions:
        for path in sorted(expression.paths(), key=str):
            # A condition may ask the context for what is not always there: .get("…", False).
            if mark is Mark.EXPRESSION and path[0] == "context":
                continue
            if sentence := _unreachable(view, path):
                yield view.fault(sentence, *location)


def _expressions_read(mark: Mark, text: str) -> list[Expression]:
    if mark is Mark.EXPRESSION:
        return [Expression.parse(text)]
    template = path_template(text) if mark is Mark.PATH else text
    return [part for part in text_parse(template) if isinstance(part, Expression)]


def _unreachable(view: View, path: Path) -> str | None:
    try:
        view.look(path)
    except UnreachableError as error:
        return str(error)
    return None
