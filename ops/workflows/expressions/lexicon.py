"""The characters and words that an expression may be written with, looked at before Python's own parser is.

It keeps from that parser what it warns about or reads differently than people do: letters that only look like
others, prefixes of texts, unknown backslashes, digits that run into a word. It also finds where the expression
inside a ``{{ … }}`` ends.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import NotAllowedError, Sentence
from ops.workflows.expressions.limits import MAX_BRACKETS

_ESCAPE = r"\\(?:[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_WORD = re.compile(
    rf"""
      [\ \t\r\n]+
    | (?P<text> (?: "(?:[^"\\\r\n]|{_ESCAPE})*" | '(?:[^'\\\r\n]|{_ESCAPE})*' ) (?!["']) )
    | (?> 0[xX][0-9a-fA-F]+ | 0[oO][0-7]+ | 0[bB][01]+
        | (?: {_DIGITS} (?:\.(?:{_DIGITS})?)? | \.{_DIGITS} ) (?:[eE][+-]?[0-9]+)? ) (?!["'\w])
    | [A-Za-z_][A-Za-z0-9_]*+ (?!["'])
    | (?P<open> [(\[{{] )
    | (?P<close> [)\]}}] )
    | [-+*/%<>=!.,:&|^~@]
    """,
    re.VERBOSE,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_PREFIX = re.compile(r"[A-Za-z_]\w*[\"']")


def text_check(text: str) -> None:
    """Refuse what is not written with allowed words, or whose brackets do not pair."""
    for _end in _words_read(text, 0):
        pass


def expression_end(text: str, start: int) -> int | None:
    """Where the ``}}`` of the ``{{`` before ``start`` stands, past texts and brackets; None: there is none."""
    for end in _words_read(text, start, until="}}"):
        if text.startswith("}}", end):
            return end
    return None


def position_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, from one."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _words_read(text: str, start: int, until: str = "") -> Iterator[int]:
    """Yield where a word ends, and the start itself, whenever no bracket is open; stop before ``until``."""
    opened: list[int] = []
    index = start
    while index < len(text):
        if not opened:
            yield index
            if until and text.startswith(until, index):
                return
        word = _WORD.match(text, index)
        if not word:
            _character_refuse(text, index)
        if word.lastgroup == "open":
            opened.append(index)
            if len(opened) > MAX_BRACKETS:
                _refuse(
                    text,
                    index,
                    _("The brackets are nested too deeply"),
                    _("Split the expression in two steps."),
                )
        elif word.lastgroup == "close" and (not opened or _CLOSING[text[opened.pop()]] != text[index]):
            _refuse(
                text, index, _("This bracket closes none that is open"), _("Remove it, or open it before.")
            )
        index = word.end()
    if opened and not until:
        _refuse(text, opened[-1], _("This bracket is not closed"), _("Close it."))


def _character_refuse(text: str, index: int) -> NoReturn:
    character = text[index]
    if character in "\"'":
        fault: Sentence = _("This text is not closed, or holds a backslash that means nothing")
        advice: Sentence = _("Close it with the same quote on the same line; write a backslash as \\\\.")
    elif _PREFIX.match(text, index):
        fault = _(
            "A letter before a quote is not allowed: f-strings, bytes and raw texts are not part of expressions"
        )
        advice = _("Write the plain text in quotes, and join texts with +.")
    elif character in "0123456789":
        fault = _("A number runs into a word")
        advice = _("Put a space or an operator between them.")
    else:
        fault = _("The character “%(character)s” is not allowed outside quotes")
        advice = _("Write names with the letters a to z, digits and _; put any other text in quotes.")
    _refuse(
        text, index, fault, advice, character=character if character.isprintable() else ascii(character)[1:-1]
    )


def _refuse(text: str, index: int, fault: Sentence, advice: Sentence, **data: str) -> NoReturn:
    line, column = position_of(text, index)
    raise NotAllowedError(fault=fault, advice=advice, line=line, column=column, **data)
