"""A text in pieces: along its headings and paragraphs, each long enough to mean something and short enough to quote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
#: Letters: a piece is closed when it would grow past this, and a single paragraph is cut at sentences there.
LONGEST = 1200
_HEADING_LETTERS = 200


@dataclass(frozen=True, kw_only=True)
class Piece:
    heading: str
    text: str


def pieces_cut(text: str) -> Iterator[Piece]:
    """All of the text that says anything, in its order; headings go with what follows them."""
    for heading, body in _sections_read(text):
        for piece in _fill(_parts_read(body)):
            yield Piece(heading=heading[:_HEADING_LETTERS], text=piece)


def _sections_read(text: str) -> Iterator[tuple[str, str]]:
    heading = ""
    lines: list[str] = []
    for line in text.splitlines():
        if found := _HEADING.match(line):
            yield heading, "\n".join(lines)
            heading, lines = found[1].strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _parts_read(body: str) -> Iterator[str]:
    for paragraph in _PARAGRAPHS.split(body):
        part = paragraph.strip()
        if len(part) <= LONGEST:
            yield part
        else:
            yield from (cut for sentence in _SENTENCE.split(part) for cut in _halve(sentence.strip()))


def _halve(sentence: str) -> Iterator[str]:
    """What has no end is cut where the words end, or, where there are none, anywhere."""
    while len(sentence) > LONGEST:
        at = sentence.rfind(" ", 1, LONGEST)
        at = at if at > 0 else LONGEST
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    yield sentence


def _fill(parts: Iterator[str]) -> Iterator[str]:
    held = ""
    for part in parts:
        if held and len(held) + len(part) + 1 > LONGEST:
            yield held
            held = ""
        held = f"{held}\n{part}".strip()
    if held:
        yield held
