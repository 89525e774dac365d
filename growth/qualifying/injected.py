"""Orders to whoever reads a message, written by whoever sent it: they are dropped, and told."""

from growth.qualifying.phrases import Phrases
from growth.qualifying.spelling import Sentence

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
