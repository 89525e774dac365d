"""How alike the pieces of a space are that have nothing to do with each other: what is no more alike is no answer."""

import math
import statistics

from nessos.ai.knowledge.embedders import is_offline
from nessos.ai.knowledge.models import LIKENESS_FLOOR, Chunk, EmbeddingSpace

_DRAWN, _FEW = 120, 12
_LOWEST, _HIGHEST = 0.2, 0.85


def likeness_floor_measure(space: EmbeddingSpace) -> float:
    """Two and a half deviations above what pieces of different texts have in common on average."""
    if is_offline(space):
        return LIKENESS_FLOOR
    drawn = Chunk.objects.filter(space=space, document__has_vectors=True, position=0).order_by("pk")
    rows = list(drawn.values_list("document", "embedding")[:_DRAWN])
    vectors = [
        (document, [float(each) for each in written.strip("[]").split(",")]) for document, written in rows
    ]
    likenesses = [
        _likeness(left, right)
        for place, (one, left) in enumerate(vectors)
        for other, right in vectors[place + 1 :]
        if one != other
    ]
    if len(likenesses) < _FEW:
        return LIKENESS_FLOOR
    floor = statistics.fmean(likenesses) + 2.5 * statistics.pstdev(likenesses)
    return min(max(floor, _LOWEST), _HIGHEST)


def _likeness(left: list[float], right: list[float]) -> float:
    norm = math.hypot(*left) * math.hypot(*right)
    return math.fsum(one * other for one, other in zip(left, right, strict=True)) / norm if norm else 0.0
