"""Whether words that somebody claims to quote stand in a text, and how they are written there."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from nessos.ai.reading.folding import fold, spaced

_WORD = re.compile(r"[^\W_]+|[%$]")
#: What a quotation leaves out is written so.
_GAP = re.compile(r"\s*(?:\[?\(?(?:\.{3,}|…)\)?\]?)\s*")
_ASIDE = re.compile(r"\([^()]{0,120}\)")


class Source:
    """A text that is quoted from. Accents, capitals, spaces and punctuation make no difference; words do."""

    def __init__(self, text: str) -> None:
        self.text = spaced(text)

    def quote_find(self, quote: str, *, words: int = 1) -> str:
        """As it is written here, from its first word to its last; empty where it is not, or is shorter than that."""
        parts = [part for part in (_words_of(piece) for piece in _GAP.split(spaced(quote))) if part]
        if not parts or sum(map(len, parts)) < words:
            return ""
        return next((found for each in (self._whole, self._bare) if (found := self._find(parts, each))), "")

    def _find(self, parts: list[list[str]], index: "_Index") -> str:
        start, end = -1, 0
        for part in parts:
            found = index.find(part, end)
            if found is None:
                return ""
            start, end = found[0] if start < 0 else start, found[1]
        return self.text[start:end]

    @cached_property
    def _whole(self) -> "_Index":
        return _Index(fold(self.text))

    @cached_property
    def _bare(self) -> "_Index":
        """Without what stands in brackets: “12 (doze) meses” is quoted as “12 meses”."""
        return _Index(_ASIDE.sub(lambda found: " " * len(found[0]), fold(self.text)))


class _Index:
    def __init__(self, folded: str) -> None:
        places = [(found[0], found.start(), found.end()) for found in _WORD.finditer(folded)]
        self._starts = [start for _word, start, _end in places]
        self._ends = [end for _word, _start, end in places]
        self._line, self._offsets, offset = " " + " ".join(word for word, *_ in places) + " ", [], 1
        for word, *_rest in places:
            self._offsets.append(offset)
            offset += len(word) + 1

    def find(self, words: list[str], after: int) -> tuple[int, int] | None:
        """Where these words begin and end in the text, from that place on."""
        first = bisect_left(self._starts, after)
        begin = self._offsets[first] - 1 if first < len(self._offsets) else len(self._line)
        found = self._line.find(f" {' '.join(words)} ", begin)
        if found < 0:
            return None
        place = bisect_right(self._offsets, found + 1) - 1
        return self._starts[place], self._ends[place + len(words) - 1]


def _words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))
