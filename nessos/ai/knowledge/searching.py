"""Searching what the house knows: full text, vectors, and exact numbers and names, each ranked, then fused.

Who may read what is part of each query, so that a person who may see one text in a hundred still gets as many answers;
so is whether a text is still the one that was taken apart. What fits badly is no answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nessos.ai.knowledge.asking import question_read
from nessos.ai.knowledge.columns import vector_write
from nessos.ai.knowledge.embedders import question_embed
from nessos.ai.knowledge.finding import Piece, pieces_find
from nessos.ai.knowledge.indexing import weights_of
from nessos.ai.knowledge.models import EmbeddingSpace
from nessos.ai.knowledge.permitting import pieces_permit
from nessos.ai.knowledge.sources import sources
from nessos.web.access import Person


@dataclass(frozen=True, kw_only=True)
class Found:
    """A piece that answers, and where it stands: what an answer cites."""

    source: str
    object_id: UUID
    title: str
    heading: str
    position: int
    text: str
    #: From 0 to 1; comparable within one answer only.
    score: float


@dataclass(frozen=True, kw_only=True)
class Answered:
    found: list[Found]
    #: Why words alone were looked for; empty: the vectors were too.
    fault: str = ""


def knowledge_search(
    *,
    query: str,
    user: Person | None,
    within: Iterable[str] | None = None,
    limit: int = 8,
    one_each: bool = False,
) -> list[Found]:
    """As ``knowledge_ask``, for whom the answers alone matter."""
    asked = knowledge_ask(query=query, user=user, within=within, limit=limit, one_each=one_each)
    return asked.found


def knowledge_ask(
    *,
    query: str,
    user: Person | None,
    within: Iterable[str] | None = None,
    limit: int = 8,
    one_each: bool = False,
) -> Answered:
    """The pieces that answer best, of texts that this person may read; without one, of all (the house itself asks).

    ``within``: names of sources, by default all. ``one_each``: only the best piece of each text. Nothing that fits
    badly, so perhaps nothing.
    """
    serving = EmbeddingSpace.objects.filter(status=EmbeddingSpace.Status.SERVING).defer("holding")
    space = serving.first()
    asked = question_read(query, weights_of(space.pk)) if space else None
    named = [sources[name] for name in within or sources.names()]
    chosen = [source for source in named if user is None or user.has_perm(source.permission)]
    if space is None or asked is None or not asked.weights or not chosen:
        return Answered(found=[])
    embedded, fault = question_embed(space, query, asked.marks, weights_of(space.pk))
    vector = vector_write(embedded) if embedded is not None else None
    readable, is_few = pieces_permit(chosen, user, space.pk)
    pieces = pieces_find(
        asked=asked,
        vector=vector,
        readable=readable,
        is_few=is_few,
        space=space.pk,
        likeness_floor=space.likeness_floor,
    )
    return Answered(found=_answers_make(pieces, user=user, limit=limit, one_each=one_each), fault=fault)


def _answers_make(pieces: list[Piece], *, user: Person | None, limit: int, one_each: bool) -> list[Found]:
    answers: list[Found] = []
    cited: set[tuple[str, UUID]] = set()
    for piece, row in _with_rows(pieces, user, at_once=limit):
        key = (piece.source, piece.object_id)
        if row is None or (one_each and key in cited):
            continue
        source = sources[piece.source]
        # A door that changes a text without its time, if there is one, hides it until it is taken apart anew.
        if source.hash(row) != piece.content_hash:
            continue
        cited.add(key)
        answers.append(_found_make(piece, title=source.title(row)))
        if len(answers) == limit:
            break
    return answers


def _with_rows(
    pieces: list[Piece], user: Person | None, *, at_once: int
) -> Iterator[tuple[Piece, Any | None]]:
    """Each with its row, read only as far as answers are made of them: rows are whole texts."""
    for at in range(0, len(pieces), at_once):
        batch = pieces[at : at + at_once]
        rows = _rows_read(batch, user)
        for piece in batch:
            yield piece, rows.get((piece.source, piece.object_id))


def _rows_read(pieces: Iterable[Piece], user: Person | None) -> dict[tuple[str, UUID], Any]:
    wanted: dict[str, set[UUID]] = {}
    for piece in pieces:
        wanted.setdefault(piece.source, set()).add(piece.object_id)
    return {
        (name, row.pk): row
        for name, keys in wanted.items()
        for row in sources[name].readable(user).filter(pk__in=keys)
    }


def _found_make(piece: Piece, *, title: str) -> Found:
    return Found(
        source=piece.source,
        object_id=piece.object_id,
        title=title,
        heading=piece.heading,
        position=piece.position,
        text=piece.text,
        score=round(piece.score, 4),
    )
