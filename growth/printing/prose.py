"""Markdown as paragraphs of a document. What is no heading, list or emphasis is printed as it was typed."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Paragraph

from growth.printing.fonts import BOLD, FAMILY, text_fit

INK, QUIET = colors.HexColor("#1f2933"), colors.HexColor("#66727f")
BODY = ParagraphStyle(
    "body",
    fontName=FAMILY,
    bulletFontName=FAMILY,
    fontSize=9.5,
    leading=14,
    textColor=INK,
    spaceAfter=6,
    allowWidows=0,
    allowOrphans=0,
)
QUOTE = ParagraphStyle(
    "quote", BODY, leftIndent=10, textColor=QUIET, borderPadding=(0, 0, 0, 6), spaceBefore=2
)
_ITEM = ParagraphStyle("item", BODY, spaceAfter=3)
_HEADING = ParagraphStyle("inner", BODY, fontName=BOLD, spaceBefore=6, spaceAfter=4)
_STEP, _DEEPEST = 14, 3
_BELOW_HEADING = 45

_heading = re.compile(r"\s{0,3}#{1,6}\s(?P<text>.*)")
_item = re.compile(r"(?P<indent>\s*)(?P<mark>[-*+•]|\d{1,4}[.)])\s+(?P<text>.*)")
_quote = re.compile(r"\s{0,3}>\s?(?P<text>.*)")
_rule = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|```.*|~~~.*)")
_bold = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_italic = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])([^*_]+?)(?<=\S)\1(?![\w*])")


def prose_make(markdown: str) -> list[Any]:
    """One flowable for each heading, item, quotation and paragraph."""
    flow: list[Any] = []
    for kind, text, level, mark in _blocks_read(markdown):
        flow += [CondPageBreak(_BELOW_HEADING)] if kind == "heading" else []
        flow.append(_block_make(kind, text, level, mark))
    return flow


def markup_write(text: str) -> str:
    """One line in reportlab's own markup. Everything is escaped first: what looks like a tag is printed."""
    plain = escape(" ".join(text_fit(text).replace("`", "").split()), quote=False)
    pieces, end = [], 0
    for found in _bold.finditer(plain):
        pieces += [_italic_write(plain[end : found.start()]), f"<b>{_italic_write(found[2])}</b>"]
        end = found.end()
    return "".join([*pieces, _italic_write(plain[end:])])


def _italic_write(text: str) -> str:
    return _italic.sub(r"<i>\2</i>", text)


def _block_make(kind: str, text: str, level: int, mark: str) -> Any:
    written = markup_write(text)
    if kind == "heading":
        return Paragraph(written, _HEADING)
    if kind == "quote":
        return Paragraph(written, QUOTE)
    if kind == "item":
        indent = _STEP * (level + 1)
        style = ParagraphStyle(f"item{level}", _ITEM, leftIndent=indent, bulletIndent=indent - _STEP + 3)
        return Paragraph(written, style, bulletText=mark)
    return Paragraph(written, BODY)


def _blocks_read(markdown: str) -> Iterator[tuple[str, str, int, str]]:
    """Kind, text, depth, mark. Lines that follow one another are one paragraph, or go on with their item."""
    kind, words, level, mark = "", [""], 0, ""
    for line in markdown.expandtabs(4).splitlines():
        kind_now, text, level_now, mark_now = _line_read(line)
        if kind_now and kind_now == kind and kind in {"p", "quote"}:
            words.append(text)
            continue
        if kind_now == "p" and kind == "item":
            words.append(text)
            continue
        if kind:
            yield kind, " ".join(words), level, mark
        kind, words, level, mark = kind_now, [text], level_now, mark_now
    if kind:
        yield kind, " ".join(words), level, mark


def _line_read(line: str) -> tuple[str, str, int, str]:
    if not line.strip() or _rule.fullmatch(line):
        return "", "", 0, ""
    if found := _heading.fullmatch(line):
        return "heading", found["text"].strip(" #"), 0, ""
    if found := _item.fullmatch(line):
        mark = found["mark"] if found["mark"][0].isdigit() else "•"
        return "item", found["text"], min(len(found["indent"]) // 2, _DEEPEST), mark
    if found := _quote.fullmatch(line):
        return "quote", found["text"], 0, ""
    return "p", line.strip(), 0, ""
