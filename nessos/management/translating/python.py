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
    tree = ast.parse(path.read_text())
    aliases = _read_aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (message := _read_call(node, aliases)):
            yield Found(message, f"{name}:{node.lineno}")


def _read_aliases(tree: ast.AST) -> dict[str, str]:
    """Names that a file gives to these functions itself → the function's own."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    return {name.asname: name.name for name in names if name.asname and name.name in _ARGUMENTS}


def _read_call(call: ast.Call, aliases: dict[str, str]) -> Message | None:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    names = _ARGUMENTS.get(aliases.get(function, function), ())
    texts = [argument.value for argument in call.args[: len(names)] if isinstance(argument, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    # A computed text is translated elsewhere, where it is written down.
    return Message(**dict(zip(names, words, strict=True))) if names and len(words) == len(names) else None
