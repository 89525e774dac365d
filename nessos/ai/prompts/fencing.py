"""Untrusted text, made harmless to stand beside instructions: inside a fence that nothing in it can close.

The boundary is drawn anew for each call and occurs nowhere in what is fenced. What nobody sees (control characters,
invisible tags, marks that turn the reading direction) is dropped, and what chat models take for the beginning of
another speaker's turn is broken up: a server may cut the whole conversation into tokens at once, ours and theirs.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable

_KEPT = "\n\t"
#: Control, format (zero width, direction, tags), lone surrogates, private use.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
#: Letters and marks that show nothing: fillers, variation selectors.
_BLANK = re.compile(
    "[\u115f\u1160\u17b4\u17b5\u180b-\u180d\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TURNS = re.compile(
    r"<(?=\||/?s>|/?(?:start|end)_of_turn>|bos>|eos>|<\s*/?\s*sys\s*>>)|\[(?=\s*/?\s*inst\s*\])",
    re.IGNORECASE,
)
_FENCE = re.compile(r"<(?=\s*/?\s*dados)", re.IGNORECASE)


#: A single guillemet: it looks alike, and opens nothing.
_LIKE_A_FENCE = "\u2039"


def text_clean(text: str) -> str:
    """What a person would see of it, and nothing that a model alone would."""
    text = _LINE_ENDS.sub("\n", text)
    seen = "".join(
        letter for letter in text if letter in _KEPT or unicodedata.category(letter) not in _UNSEEN
    )
    seen = _BLANK.sub("", seen)
    return _FENCE.sub(_LIKE_A_FENCE, _TURNS.sub(lambda found: f"{found[0]} ", seen))


def boundary_draw(texts: Iterable[str], *, draw: Callable[[], str] | None = None) -> str:
    """A boundary that none of these texts holds."""
    draw = draw or (lambda: secrets.token_hex(8))
    whole = "\n".join(texts).casefold()
    while (boundary := draw()).casefold() in whole:
        pass
    return boundary


def value_fence(name: str, text: str, boundary: str) -> str:
    """Several lines stand on lines of their own."""
    inner = f"\n{text}\n" if "\n" in text else text
    return f'<dados-{boundary} nome="{name}">{inner}</dados-{boundary}>'
