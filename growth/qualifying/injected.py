"""Orders to whoever reads a message, written by whoever sent it: they are dropped, and told."""

import re

from growth.qualifying.phrases import Phrases
from growth.qualifying.spelling import Sentence, sentences_read
from nessos.ai.reading.orders import orders_drop as texts_orders_drop

#: A sentence of a message, with the break that follows it.
_PIECE = re.compile(r".+?(?:[.!?;]+\s+|\n+|$)", re.DOTALL)

#: Words of those who judge leads, not of those who are some; what is said with them is nobody's need.
_ORDERS = Phrases(
    "ignor* ~ instruc*|instructions|regras|orientac*|prompt|anterior*|acima",
    "esquec* ~ instruc*|regras|anterior*", "desconsider* ~ instruc*|regras|anterior*|acima", "disregard",
    "ignore ~ rules|above|previous", "score ~ #", "score maximo|alto|cem|perfeito|final",
    "lead score|deve|qualificado|quente", "pontue|pontuar ~ lead|este|esse|maximo|maxima",
    "nota maxima|dez|cem", "este|esse lead", "lead|leads ~ prioridade|aprovado", "classifi* ~ como|lead",
    "responda|responder com|apenas|somente", "retorne|devolva ~ json|score|campo",
    "system|seu|este|esse prompt", "como um|uma modelo|assistente", "voce e um|uma modelo|ia|assistente|agente",
    "you are an|a|the ai|assistant|model", "as an ai", "you must output|answer|return", "aja como", "act as",
    "suggested action", "modo desenvolvedor|admin|debug", "segundo o sistema",
    "aprove ~ lead|este|automaticamente", "marque ~ como ~ qualificado|quente|prioridade",
    deniable=False,
)  # fmt: skip


def orders_drop(sentences: list[Sentence]) -> tuple[list[Sentence], str]:
    """What is left of a message without them, and one of them, as it was written; empty where there are none."""
    kept, told = [], ""
    for sentence in sentences:
        if found := _ORDERS.find([sentence]):
            told = told or found
        else:
            kept.append(sentence)
    return kept, told


def message_clean(text: str) -> tuple[str, str]:
    """The same for a message as it was written, for whoever reads it with all its signs."""
    kept, told = texts_orders_drop(text)
    pieces = []
    for piece in _PIECE.findall(kept):
        _rest, order = orders_drop(sentences_read(piece))
        told = told or order
        pieces += [] if order else [piece]
    return "".join(pieces), told
