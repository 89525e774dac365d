"""What a search would answer that looked at every piece: slow, and right by its making."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from nessos.ai.knowledge.asking import question_read
from nessos.ai.knowledge.columns import vector_write
from nessos.ai.knowledge.embedders import question_embed
from nessos.ai.knowledge.finding import far_write, share_write
from nessos.ai.knowledge.models import Chunk, EmbeddingSpace
from nessos.ai.knowledge.searching import Found
from nessos.ai.knowledge.vectors import weights_of

_FUSE, _SHARE_FLOOR, _BESIDE = 60, 0.2, 0.5


@dataclass(frozen=True, kw_only=True)
class Judged:
    #: By piece, of those that fit: its score.
    scores: dict[UUID, float]

    def best(self, count: int) -> float:
        """The score of the last one that belongs into an answer of so many."""
        ranked = sorted(self.scores.values(), reverse=True)
        return ranked[min(count, len(ranked)) - 1] if ranked else 0.0

    def recall(self, found: Collection[UUID], count: int) -> float:
        """How many of the best are found, whichever of several equals they are."""
        wanted = min(count, len(self.scores))
        least = self.best(count) - 1e-9
        right = sum(self.scores.get(piece, 0.0) >= least for piece in found)
        return min(right / wanted, 1.0) if wanted else 1.0


def all_judge(query: str, documents: Collection[UUID] | None = None) -> Judged:
    """Every piece of these documents, by default of all, with its places among all of them."""
    space = EmbeddingSpace.objects.get(status=EmbeddingSpace.Status.SERVING)
    weights = weights_of(space.pk)
    asked = question_read(query, weights)
    vector, _fault = question_embed(space, query, asked.marks, weights)
    share, far = share_write(asked), far_write(vector_write(vector or []))
    exact = asked.all_of(asked.exact)
    statement = (
        f"SELECT c.id, {share[0]}, {far[0]}, %s <> '' AND c.words @@ %s::tsquery FROM ai_chunk c "  # noqa: S608
        "WHERE c.space_id = %s AND (%s OR c.document_id = ANY(%s))"
    )
    values = [*share[1], *far[1], exact, exact, space.pk, documents is None, list(documents or [])]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return Judged(scores=_scores_make(rows, space.likeness_floor))


def pieces_of(answers: Sequence[Found]) -> set[UUID]:
    wanted = {(each.object_id, each.position) for each in answers}
    rows = Chunk.objects.filter(document__object_id__in=[each.object_id for each in answers])
    serving = rows.filter(space__status=EmbeddingSpace.Status.SERVING)
    known = serving.values_list("pk", "document__object_id", "position")
    return {pk for pk, key, position in known if (key, position) in wanted}


def _scores_make(rows: Sequence[tuple[UUID, float, float, bool]], likeness_floor: float) -> dict[UUID, float]:
    fits = {pk: max(share / _SHARE_FLOOR, (1 - far) / likeness_floor) for pk, share, far, _exact in rows}
    if max(fits.values(), default=0.0) < 1:
        return {}
    ways = [
        _places([row for row in rows if row[2] < 1], lambda row: row[2]),
        _places([row for row in rows if row[1] > 0], lambda row: -row[1]),
        _places([row for row in rows if row[3]], lambda row: -row[1]),
    ]
    return {
        pk: sum((_FUSE + 1) / (_FUSE + way[pk]) for way in ways if pk in way) / len(ways)
        for pk, fit in fits.items()
        if fit >= _BESIDE
    }


def _places(rows: Sequence[tuple[Any, ...]], key: Callable[[tuple[Any, ...]], float]) -> dict[UUID, int]:
    """One more than how many are better: equals share a place."""
    places, best, place = dict[UUID, int](), None, 0
    for number, row in enumerate(sorted(rows, key=key), start=1):
        if key(row) != best:
            best, place = key(row), number
        places[row[0]] = place
    return places
