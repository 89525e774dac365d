"""What can be checked of a text without a reader: nobody named, nothing made up, no words of another language."""

import re
from collections.abc import Iterable, Sequence

from nessos.ai.evals.registry import Mark
from nessos.kernel.text import fold

#: Words that Portuguese does not have, and English cannot do without.
_ENGLISH = frozenset(
    (
        "the",
        "and",
        "with",
        "of",
        "this",
        "that",
        "is",
        "are",
        "was",
        "were",
        "for",
        "our",
        "your",
        "from",
        "will",
    )
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_MONEY = re.compile(r"R\$\s?\d[\d.,]*")
#: So many may be a name or a product's.
_BORROWED = 2


def told_count(text: str, wanted: Sequence[str]) -> Mark:
    """How many of these stand in the text, whatever their spaces and accents."""
    whole = _squeeze(text)
    return sum(_squeeze(each) in whole for each in wanted), len(wanted)


def unnamed_count(text: str, private: Sequence[str]) -> Mark:
    """How many of these do not."""
    found, of = told_count(text, private)
    return of - found, of


def figures_known(text: str, sources: Iterable[str]) -> Mark:
    """How many of a text's figures stand in what it was made from: the others were made up."""
    known = {_figure_plain(each) for source in sources for each in _FIGURE.findall(source)}
    found = [_figure_plain(each) for each in _FIGURE.findall(text)]
    return sum(each in known for each in found), len(found)


def money_find(text: str) -> list[str]:
    return [_figure_plain(each.removeprefix("R$")) for each in _MONEY.findall(text)]


def is_portuguese(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return bool(words) and sum(word in _ENGLISH for word in words) <= _BORROWED


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _figure_plain(figure: str) -> str:
    """1.000,00 and 1000 are the same."""
    bare = figure.strip().strip(".,")
    whole, _mark, cents = bare.rpartition(",")
    bare = (whole or cents) if set(cents) == {"0"} or not whole else f"{whole},{cents}"
    return bare.replace(".", "")
