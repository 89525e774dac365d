"""Texts marked for translation in templates, and those that somebody forgot to mark."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from nessos.management.translating.message import Found, Message

_CONSTANT = re.compile(r"_\(\s*(\"[^\"]*\"|'[^']*')\s*\)")
_QUOTED = re.compile(r"^(\"[^\"]*\"|'[^']*')")
_INLINE = {"translate", "trans"}
_BLOCK = {"blocktranslate", "blocktrans"}
_END = {"endblocktranslate", "endblocktrans"}

_COMMENT_BLOCK = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
_MARKED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL
)
_NOT_READ = re.compile(
    r"<(script|style|svg|code)\b.*?</\1\s*>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE
)
_READ_ATTRIBUTE = re.compile(r"\s(?:title|alt|placeholder|aria-label|aria-description)=(\"[^\"]*\"|'[^']*')")
_ICON = re.compile(r"(<\w+\b[^>]*material-symbols[^>]*>)[^<]*(?=</)")
# An attribute's value may hold a ">" of its own.
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ENTITY = re.compile(r"&\w+;|&#\w+;")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Words that are the same in every language.
_NAMES = {"ness", "OS"}


def find_in_template(path: Path, name: str) -> Iterator[Found]:
    tokens = iter(Lexer(path.read_text()).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        place = f"{name}:{token.lineno}"
        for constant in _CONSTANT.finditer(token.contents):
            yield Found(Message(_escape(constant[1][1:-1])), place)
        bits = list(smart_split(token.contents))
        if token.token_type is TokenType.BLOCK and bits[0] in _INLINE and (quoted := _QUOTED.match(bits[1])):
            yield Found(Message(_escape(quoted[0][1:-1]), context=_read_context(bits)), place)
        elif token.token_type is TokenType.BLOCK and bits[0] in _BLOCK:
            yield Found(_read_block(bits, tokens), place)


def find_bare_texts(path: Path, name: str) -> Iterator[str]:
    """Words that people read and that no ``translate`` holds."""
    source = _COMMENT_BLOCK.sub(_blank, path.read_text())
    source = _NOT_READ.sub(_blank, _MARKED.sub(_blank, source))
    source = _ICON.sub(lambda match: match[1] + _blank_of(match[0][len(match[1]) :]), source)
    attributes = [(match.start(1), match[1]) for match in _READ_ATTRIBUTE.finditer(source)]
    texts = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", _TAG.sub(_blank, source))]
    for start, text in attributes + texts:
        if words := [word for word in _WORD.findall(_ENTITY.sub(" ", text)) if word not in _NAMES]:
            line = source.count("\n", 0, start) + 1
            yield f"{name}:{line}: {' '.join(words)!r} is not marked for translation. Put it into {{% translate %}}."


def _read_block(bits: list[str], tokens: Iterator[Token]) -> Message:
    forms = [""]
    for token in tokens:
        if token.token_type is TokenType.BLOCK:
            if token.contents.split()[0] in _END:
                break
            forms.append("")
        elif token.token_type is TokenType.VAR:
            forms[-1] += f"%({token.contents})s"
        elif token.token_type is TokenType.TEXT:
            forms[-1] += _escape(token.contents)
    if "trimmed" in bits:
        forms = [trim_whitespace(form) for form in forms]
    return Message(forms[0], "".join(forms[1:]), _read_context(bits))


def _read_context(bits: list[str]) -> str:
    return bits[bits.index("context") + 1].strip("\"'") if "context" in bits else ""


def _escape(text: str) -> str:
    # Django looks template texts up with doubled percent signs, in a translate tag as in a block.
    return text.replace("%", "%%")


def _blank(match: re.Match[str]) -> str:
    return _blank_of(match[0])


def _blank_of(text: str) -> str:
    """As many lines, no words: what follows keeps its line number."""
    return re.sub(r"[^\n]", " ", text)
