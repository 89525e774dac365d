"""Whether a sentence of a model's rests on the pieces that it names."""

import re
from collections.abc import Sequence

from nessos.ai.knowledge.analysing import FAINT
from nessos.ai.knowledge.answering.shapes import Said
from nessos.ai.knowledge.embedding import marks_of
from nessos.ai.knowledge.searching import Found

#: What part of a sentence's telling words and notions the pieces must hold: the rest is grammar and synonyms.
_HELD = 0.6
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")


def is_supported(said: Said, found: Sequence[Found]) -> bool:
    """Each piece that it names is there; together they hold its words, and every figure and address in it."""
    if not said.text.strip() or not said.cites or not all(1 <= each <= len(found) for each in said.cites):
        return False
    cited = "\n".join(
        f"{piece.title}\n{piece.heading}\n{piece.text}" for piece in (found[each - 1] for each in said.cites)
    )
    if _ADDRESS.search(said.text) or not _figures_of(said.text) <= _figures_of(cited):
        return False
    telling = {mark for mark in marks_of(said.text) if mark not in FAINT and not mark.startswith("~")}
    held = telling & set(marks_of(cited))
    return bool(telling) and len(held) >= _HELD * len(telling)


def _figures_of(text: str) -> set[str]:
    return {found.group().rstrip(".,:/-") for found in _FIGURE.finditer(text)}
