"""Texts marked for translation in Python: the constant arguments of gettext and its relatives."""

import ast
from collections.abc import Iterator
from pathlib import Path

from nessos.management.translating.message import Found, Message

#: Function → the names of its first arguments.
_SINGULAR, _PLURAL = ("text",), ("text", "plural")
_WITH_CONTEXT, _PLURAL_WITH_CONTEXT = ("context", "text"), ("context", "text", "plural")
_ARGUMENTS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _SINGULAR),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _WITH_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _PLURAL_WITH_CONTEXT),
}


def find_in_python(path: Path, name: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (message := _read_call(node)):
            yield Found(message, f"{name}:{node.lineno}")


def _read_call(call: ast.Call) -> Message | None:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    names = _ARGUMENTS.get(function, ())
    texts = [argument.value for argument in call.args[: len(names)] if isinstance(argument, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    # A computed text is translated elsewhere, where it is written down.
    return Message(**dict(zip(names, words, strict=True))) if names and len(words) == len(names) else None
