"""The letters of a document: embedded, so that ç, ã, – and • show wherever it is opened."""

import unicodedata
from functools import cache

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

#: As reportlab ships them.
FAMILY = "Vera"
_FACES = {(0, 0): "Vera", (1, 0): "VeraBd", (0, 1): "VeraIt", (1, 1): "VeraBI"}
BOLD = "VeraBd"


@cache
def fonts_ensure() -> frozenset[int]:
    """Make the family known to reportlab, once; answers the letters that it has."""
    for (bold, italic), name in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        addMapping(FAMILY, bold, italic, name)
    return frozenset(pdfmetrics.getFont(FAMILY).face.charToGlyph)


def text_fit(text: str) -> str:
    """The text in letters that the family has: a sign that it lacks by its plain form, or else by a question mark."""
    known = fonts_ensure()
    return "".join(
        letter if letter == "\n" or ord(letter) in known else _plain_find(letter, known)
        for letter in unicodedata.normalize("NFC", text)
    )


def _plain_find(letter: str, known: frozenset[int]) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me"}:
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFKD", letter) if ord(each) in known)
    return plain or "?"
