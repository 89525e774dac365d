"""A small language for phrases, so that the tables can be read by people who sell.

``proposta`` that word · ``orcament*`` what begins so · ``somos|sou`` either · ``~`` up to three words in between ·
``uma?`` perhaps that word · ``#`` a figure. Everything without accents, as ``spelling`` leaves it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from growth.qualifying.spelling import Sentence

_GAP = r"(?:\S+ ){0,3}"
_FIGURE = r"(?:r\$ )?\d[\d.,]* (?:k |mil |milhao |milhoes )?"
#: Said shortly before a phrase, or inside of it, it makes a fear or a wish of what would else have happened.
_IMAGINED = re.compile(
    r" (?:tentativas?|tentaram|proteger|protecao|evitar|evite|contra|prevenir|prevencao"
    r"|medo|receio|riscos?|simul\w*) "
)
_NEAR = 44
#: Said shortly before a phrase, it turns it around.
_DENIAL = re.compile(r" (?:nao|nem|sem|nunca|jamais) (?:\S+ )?$")


class Phrases:
    """Several phrases that mean the same; the longest match of the earliest is found."""

    def __init__(self, *phrases: str, deniable: bool = True, happened: bool = False) -> None:
        self._pattern = _compile(phrases)
        self._deniable = deniable
        self._happened = happened

    def find(self, sentences: Iterable[Sentence]) -> str:
        """The words of the message that say so, as they were written; empty: it does not."""
        for sentence in sentences:
            for found in self._pattern.finditer(sentence.text):
                if not self._is_turned(sentence.text, found):
                    return sentence.written(found.start(), found.end())
        return ""

    def count(self, sentences: Iterable[Sentence]) -> int:
        """How many different words of the message say so."""
        return len({found.group() for each in sentences for found in self._pattern.finditer(each.text)})

    def _is_turned(self, text: str, found: re.Match[str]) -> bool:
        if self._deniable and _DENIAL.search(text[: found.start()]):
            return True
        return self._happened and bool(_IMAGINED.search(text[max(0, found.start() - _NEAR) : found.end()]))


@lru_cache(256)
def _compile(phrases: tuple[str, ...]) -> re.Pattern[str]:
    whole = "|".join(_phrase_write(each) for each in sorted(phrases, key=len, reverse=True))
    return re.compile(f"(?<= )(?:{whole})")


def _phrase_write(phrase: str) -> str:
    return "".join(_part_write(part) for part in phrase.split())


def _part_write(part: str) -> str:
    if part == "~":
        return _GAP
    if part == "#":
        return _FIGURE
    if part.endswith("?"):
        return f"(?:{_part_write(part[:-1])})?"
    words = "|".join(re.escape(each).replace(r"\*", r"[a-z0-9]*") for each in part.split("|"))
    return f"(?:{words}) "
