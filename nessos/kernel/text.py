"""Characters: what text may hold, and how names are folded so that they sort and are found as people expect."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Letters that Unicode does not take apart, spelled as Brazilian keyboards would; PostgreSQL gets the same table.
FOLD_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ł": "l",
    "ı": "i",
    "ς": "σ",
}
#: The accents that a letter sheds, and what separates words: stated as ranges, since "space" differs by engine.
ACCENTS = "[\u0300-\u036f]"
SPACES = "[\\t-\\r\\x1c-\\x20\\x85\u1680\u2028\u2029]+"

_accents = re.compile(ACCENTS)
_spaces = re.compile(SPACES)
_letters = str.maketrans(FOLD_LETTERS)
_forbidden = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """Without accents, in lower case, one space between words: "  JOSÉ  da Silva" is "jose da silva".

    Search terms go through this; ``FoldedField`` keeps the same of a column, made by the database.
    """
    lowered = unicodedata.normalize("NFKD", text).lower()
    return _spaces.sub(" ", _accents.sub("", lowered).translate(_letters)).strip(" ")


def date_turn(iso: object) -> str:
    """As Brazil writes it, in the names of rows: 2026-11-20 is 20/11/2026, and 2026-11 is 11/2026.

    Takes a text as well: a row that was not saved yet may hold what it was given.
    """
    return "/".join(reversed(str(iso)[:10].split("-")))


def text_validate(value: object) -> None:
    """Refuse what no text column and no JSON column can hold: NUL and lone halves of surrogate pairs.

    Walks lists and dictionaries too, without recursion, however deep a stranger nested them.
    """
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if _forbidden.search(item):
                raise ValidationError(
                    _(
                        "This text holds a character that cannot be stored. Remove it, or type the text again."
                    ),
                    code="text_forbidden",
                )
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            waiting += item


def text_scrub(text: str) -> str:
    """The text with every character that cannot be stored replaced by the replacement character."""
    return _forbidden.sub("\ufffd", text)
