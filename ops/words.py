"""Portuguese words in a common form: *ação*, *ações* and *ACAO* are one, so are *servidor* and *servidores*.

The same is done to documents and to queries, so a stem need not be a word, only the same for both.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from nessos.kernel.text import fold

_WORD = re.compile(r"\w+")
#: Words that stand in every text and say nothing about it, folded.
STOPPED = frozenset(
    [
        "a",
        "ao",
        "aos",
        "as",
        "com",
        "como",
        "da",
        "das",
        "de",
        "do",
        "dos",
        "e",
        "ela",
        "ele",
        "em",
        "entre",
        "era",
        "essa",
        "esse",
        "esta",
        "este",
        "eu",
        "foi",
        "ha",
        "isso",
        "isto",
        "ja",
        "la",
        "lhe",
        "mais",
        "mas",
        "me",
        "meu",
        "minha",
        "na",
        "nas",
        "nao",
        "nem",
        "no",
        "nos",
        "o",
        "os",
        "ou",
        "para",
        "pela",
        "pelas",
        "pelo",
        "pelos",
        "por",
        "qual",
        "quando",
        "que",
        "quem",
        "se",
        "sem",
        "ser",
        "seu",
        "sua",
        "so",
        "tem",
        "um",
        "uma",
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "on",
        "with",
        "how",
    ]
)
#: Endings of the plural, longest first, and what the singular has instead.
_PLURALS = (
    ("coes", "cao"), ("soes", "sao"), ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"),
    ("uis", "ul"), ("res", "r"), ("zes", "z"), ("ses", "s"), ("ns", "m"), ("s", ""),
)  # fmt: skip
#: What may follow a stem and leaves the matter the same: verbs, and the nouns made of them.
_ENDINGS = ("amento", "imento", "mente", "ando", "endo", "indo", "acao", "icao", "ado", "ada", "ido", "ida")
_VERBS = ("ar", "er", "ir")
_STEM = 4


def words_of(text: str) -> Iterator[str]:
    """The text's words that say something, stemmed, in their order."""
    for _start, stem in words_found(text):
        yield stem


def words_found(text: str) -> Iterator[tuple[int, str]]:
    """The same, each with the place in the text where it begins."""
    for found in _WORD.finditer(text):
        if stem := _stem_read(found.group()):
            yield found.start(), stem


@lru_cache(maxsize=50_000)  # texts repeat their words far more often than they bring new ones
def _stem_read(word: str) -> str:
    """The stem of a word as it was written; nothing of one that says nothing."""
    folded = fold(word)
    return "" if folded in STOPPED else stem_of(folded)


def stem_of(word: str) -> str:
    """The stem of a folded word."""
    if not word.isalpha() or len(word) <= _STEM - 1:
        return word
    stem = _cut(_singular(word), (*_ENDINGS, *_VERBS))
    return stem[:-1] if len(stem) > _STEM and stem[-1] in "aeo" else stem


def _singular(word: str) -> str:
    if word.endswith("ss"):
        return word
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: len(word) - len(ending)] + instead
    return word


def _cut(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
