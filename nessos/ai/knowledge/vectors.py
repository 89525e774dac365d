"""The vectors of pieces, as the space that they go into wants them: computed, remembered, or bought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from nessos.ai.knowledge.chunking import Piece, pieces_cut
from nessos.ai.knowledge.columns import DIMENSIONS, vector_write
from nessos.ai.knowledge.embedders import is_offline, kin_of, model_of, vectors_buy
from nessos.ai.knowledge.embedding import Weights, embed, marks_of
from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.ai.knowledge.sources import Source

#: Texts that are asked for at once, and documents whose pieces go together.
_AT_ONCE = 256
_ZERO = vector_write([0.0] * DIMENSIONS)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A row's text, taken apart."""

    row: Any
    source: Source
    about: str
    content_hash: str
    about_hash: str
    pieces: list[Piece] = field(repr=False)


def take(source: Source, row: Any, about: str, about_hash: str) -> Taken:
    return Taken(
        row=row,
        source=source,
        about=about,
        content_hash=source.hash(row),
        about_hash=about_hash,
        pieces=list(pieces_cut(source.text(row))) or [Piece(heading="", text="")],
    )


def groups_make(taken: Iterator[Taken]) -> Iterator[list[Taken]]:
    """Documents together as long as their pieces fit one call; a longer one stands alone."""
    group: list[Taken] = []
    for item in taken:
        if group and sum(len(each.pieces) for each in group) + len(item.pieces) > _AT_ONCE:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def vectors_make(space: EmbeddingSpace, group: Sequence[Taken], *, may_ask: bool) -> list[list[str] | None]:
    """Of each document those of its pieces; None: there are none to be had for now. Raises what the model raises."""
    if is_offline(space):
        weights = weights_of(space.pk)
        return [[vector_own(item.about, piece, weights) for piece in item.pieces] for item in group]
    known = [_remembered(space, item) for item in group]
    missing = [item for item, vectors in zip(group, known, strict=True) if vectors is None]
    bought = iter(_bought(space, missing) if may_ask and missing else [])
    return [vectors if vectors is not None else next(bought, None) for vectors in known]


def nothing_said(item: Taken) -> list[str]:
    """In the place of vectors: words alone find the pieces."""
    return [_ZERO] * len(item.pieces)


@lru_cache(maxsize=4)  # a space's weights never change, and there are two spaces at most
def weights_of(space: UUID) -> Weights:
    learned = EmbeddingSpace.objects.get(pk=space)
    return Weights(learned_from=learned.learned_from, holding=learned.holding)


def vector_own(about: str, piece: Piece, weights: Weights) -> str:
    """By the house's own embedder."""
    title, heading, body = marks_of(about), marks_of(piece.heading), marks_of(piece.text)
    return vector_write(embed([*title, *title, *heading, *body], weights))


def _remembered(space: EmbeddingSpace, item: Taken) -> list[str] | None:
    """The same model made them of the same text before, for another space: nothing is bought twice."""
    document = Document.objects.filter(
        space__embedder__startswith=kin_of(space),
        source=item.source.name,
        object_id=item.row.pk,
        content_hash=item.content_hash,
        about_hash=item.about_hash,
        has_vectors=True,
    ).first()
    if document is None:
        return None
    found = Chunk.objects.filter(document=document).order_by("position").values_list("text", "embedding")
    same = [text for text, _vector in found] == [piece.text for piece in item.pieces]
    return [vector for _text, vector in found] if same else None


def _bought(space: EmbeddingSpace, missing: Sequence[Taken]) -> list[list[str]]:
    model = model_of(space)
    texts = [
        f"{item.about}\n{piece.heading}\n{piece.text}".strip() for item in missing for piece in item.pieces
    ]
    timeout = timedelta(seconds=model.provider.timeout_seconds)
    vectors: list[str] = []
    for at in range(0, len(texts), _AT_ONCE):
        some = vectors_buy(model, texts[at : at + _AT_ONCE], subject="index", timeout=timeout)
        vectors += map(vector_write, some)
    ends = iter(vectors)
    return [[next(ends) for _piece in item.pieces] for item in missing]
