"""Orders to whoever reads a text, written by whoever sent it: nothing that is said with them is read."""

import re
from itertools import pairwise

from nessos.ai.reading.folding import fold

#: Words to a reader of texts, which no contract and no case needs.
_ORDER = re.compile(
    r"\b(?:ignor\w+|desconsider\w+|esqueca\w*|disregard|forget)\b.{0,60}\b(?:instruc\w+|instructions?|regras|rules|prompt"
    r"|anterior\w*|previous|above|acima)\b"
    r"|\b(?:system|sistema)\s?(?:prompt|:)|\bnota (?:ao|para o) (?:sistema|modelo|assistente)\b"
    r"|\b(?:voce|you)\s(?:e|are)\s(?:um|uma|an?|the|o|a)\s(?:modelo|ia|assistente|ai|assistant|model|agente)\b"
    r"|\bas an ai\b|\byou must (?:output|answer|return|respond)\b"
    r"|\b(?:responda|retorne|devolva|answer|output|respond)\b.{0,30}\b(?:apenas|somente|only|json|que o valor|com)\b"
    r"|\bact as\b|\baja como\b|\bmodo (?:desenvolvedor|administrador)\b"
)


def orders_drop(text: str) -> tuple[str, str]:
    """What is left of a text without them, and the first of them, as it was written; empty where there is none."""
    kept, told = [], ""
    for part in _parts_split(text):
        if _ORDER.search(fold(part)):
            told = told or " ".join(part.split())[:200]
        else:
            kept.append(part)
    return "".join(kept), told


def _parts_split(text: str) -> list[str]:
    """Sentences with the breaks that follow them, so that they can be put together as they were."""
    places = [0, *(found.end() for found in re.finditer(r"[.!?]+[\"”')]?\s+|\n+", text)), len(text)]
    return [text[start:end] for start, end in pairwise(places) if start < end]
