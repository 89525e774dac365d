"""One form for words that are written differently, place by place the same length as the original."""

import unicodedata
from functools import lru_cache


def fold(text: str) -> str:
    """Without accents and capitals; what stands at a place here stands at the same place there."""
    return "".join(map(_letter_fold, text))


def spaced(text: str) -> str:
    """Line ends as ``\\n``, odd spaces as spaces, composed letters: what every reading begins with."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if each != "\n" and each.isspace() else each for each in composed)


#: All that is written where a hyphen is meant.
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212")


@lru_cache(4096)
def _letter_fold(letter: str) -> str:
    if letter in _DASHES:
        return "-"
    if letter in "“”„«»":
        return '"'
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter
