"""Two texts beside each other: which lines changed, and which words in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
#: So many equal lines stand around each change; longer stretches are left out, and counted.
_AROUND = 3


@dataclass(frozen=True, kw_only=True)
class Piece:
    text: str
    is_changed: bool = False


@dataclass(frozen=True, kw_only=True)
class Side:
    number: int
    pieces: list[Piece]

    @property
    def marked(self) -> SafeString:
        """Without a blank that is not in the text: it is shown as it stands."""
        return format_html_join(
            "",
            "{}",
            (
                (format_html("<mark>{}</mark>", each.text) if each.is_changed else each.text,)
                for each in self.pieces
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line on either side, both where it is equal or changed; or so many equal lines that are not shown."""

    left: Side | None = None
    right: Side | None = None
    is_equal: bool = False
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class Difference:
    rows: list[Row] = field(default_factory=list)
    added: int = 0
    removed: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed)


def texts_compare(left: str, right: str) -> Difference:
    ours, theirs = left.splitlines(), right.splitlines()
    rows: list[Row] = []
    added = removed = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += _equal_make(ours[i1:i2], i1, j1, is_first=i1 == 0, is_last=i2 == len(ours))
            continue
        removed, added = removed + i2 - i1, added + j2 - j1
        for offset, pair in enumerate(zip_longest(ours[i1:i2], theirs[j1:j2])):
            rows.append(_changed_make(pair, i1 + offset + 1, j1 + offset + 1))
    return Difference(rows=rows, added=added, removed=removed)


def _equal_make(
    lines: Sequence[str], left: int, right: int, *, is_first: bool, is_last: bool
) -> Iterator[Row]:
    before, after = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    for offset, line in enumerate(lines):
        if offset < before or offset >= len(lines) - after:
            pieces = [Piece(text=line)]
            yield Row(
                left=Side(number=left + offset + 1, pieces=pieces),
                right=Side(number=right + offset + 1, pieces=pieces),
                is_equal=True,
            )
        elif offset == before:
            yield Row(skipped=len(lines) - before - after)


def _changed_make(pair: tuple[str | None, str | None], left: int, right: int) -> Row:
    ours, theirs = pair
    if ours is None or theirs is None:
        return Row(
            left=None if ours is None else Side(number=left, pieces=[Piece(text=ours)]),
            right=None if theirs is None else Side(number=right, pieces=[Piece(text=theirs)]),
        )
    mine, other = _WORDS.findall(ours), _WORDS.findall(theirs)
    codes = SequenceMatcher(None, mine, other, autojunk=False).get_opcodes()
    return Row(
        left=Side(
            number=left, pieces=[_piece(mine[i1:i2], tag) for tag, i1, i2, _j1, _j2 in codes if i2 > i1]
        ),
        right=Side(
            number=right, pieces=[_piece(other[j1:j2], tag) for tag, _i1, _i2, j1, j2 in codes if j2 > j1]
        ),
    )


def _piece(words: Sequence[str], tag: str) -> Piece:
    return Piece(text="".join(words), is_changed=tag != "equal")
