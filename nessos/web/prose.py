"""The little of Markdown that people write into policies, shown as headings, lists and paragraphs.

Everything is escaped first, and nothing becomes a link or a picture: what is read here is what was written.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_heading = re.compile(r"(#{1,6})\s+(.*)")
_bullet = re.compile(r"[-*+]\s+(.*)")
_number = re.compile(r"\d{1,4}[.)]\s+(.*)")
_strong = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_kinds = (("heading", _heading), ("ul", _bullet), ("ol", _number))
#: The page and the card have the headings above: the text's own begin below them.
_TOP, _DEEPEST = 2, 6


def prose_write(text: str) -> SafeString:
    lines = [line.strip() for line in text.splitlines()]
    blocks = (_block(kind, list(group)) for kind, group in groupby(lines, key=_kind_of))
    return mark_safe("\n".join(block for block in blocks if block))  # noqa: S308  (each line was escaped)


def _kind_of(line: str) -> str:
    if not line:
        return ""
    return next((kind for kind, pattern in _kinds if pattern.fullmatch(line)), "p")


def _block(kind: str, lines: list[str]) -> str:
    if kind == "heading":
        return "\n".join(_headings(lines))
    if kind in {"ul", "ol"}:
        pattern = dict(_kinds)[kind]
        texts = (pattern.sub(r"\1", line) for line in lines)
        items = "".join(f"<li>{_line(text)}</li>" for text in texts)
        return f"<{kind}>{items}</{kind}>"
    return f"<p>{'<br>'.join(_line(line) for line in lines)}</p>" if kind else ""


def _headings(lines: list[str]) -> Iterator[str]:
    for line in lines:
        found = _heading.fullmatch(line)
        if found:
            level = min(len(found[1]) + _TOP, _DEEPEST)
            yield f"<h{level}>{_line(found[2])}</h{level}>"


def _line(text: str) -> str:
    return _strong.sub(r"<strong>\1</strong>", escape(text))
