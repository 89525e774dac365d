"""What people put between digits, and what sticks to a number pasted from a page or a chat."""

import re

#: Spaces of every kind, dots, slashes, hyphens and dashes, and the invisible marks of direction and width.
_PUNCTUATION = re.compile("[\\s./\\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: No document is longer however it is spaced; beyond this, no work is done on what somebody sent.
_LONGEST = 64


def punctuation_strip(text: str) -> str:
    """The text without its punctuation; nothing at all when it is too long to be a number."""
    return _PUNCTUATION.sub("", text) if len(text) <= _LONGEST else ""


def is_digits(text: str, count: int) -> bool:
    """Exactly so many of 0 to 9. ``str.isdigit`` would let other scripts' digits in."""
    return len(text) == count and text.isascii() and text.isdigit()
