"""Keeping the index like the rows: what differs is what is due, so nothing is announced, and nothing gets lost.

A row is due when no document of the serving space is of its present state; a document goes when its row has gone, or
may be found no longer. Until then it is not found either: a search compares the same two.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from nessos.ai.knowledge.analysing import stems_of
from nessos.ai.knowledge.chunking import Piece, pieces_cut
from nessos.ai.knowledge.columns import analysed_write
from nessos.ai.knowledge.embedding import Weights, embed, embedder_name, marks_of
from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.ai.knowledge.sources import Source, sources

#: How many rows are looked at together.
_BATCH = 200
#: A space is learned anew when the house has this many times the pieces it was learned from.
_OUTGROWN, _FEW = 4, 20
#: How many words a space remembers; rarer ones count as never seen.
_REMEMBERED = 50_000
_BUILDING, _SERVING = EmbeddingSpace.Status.BUILDING, EmbeddingSpace.Status.SERVING


def knowledge_index() -> int:
    """Bring the index up to date. Answers how many rows were taken apart anew."""
    space = space_ensure()
    count = documents_catch_up(space)
    if space.embedder != embedder_name() or (count and _is_outgrown(space)):
        count += knowledge_rebuild()
    return count


def knowledge_refresh(name: str) -> None:
    """One source, at once: for who asks right after he saved."""
    try:
        documents_catch_up(space_ensure(), [name])
    except IntegrityError:  # another space took over while it looked
        documents_catch_up(space_ensure(), [name])


def knowledge_rebuild() -> int:
    """Build a new space beside the serving one, which goes on answering, and let it take over at once."""
    EmbeddingSpace.objects.filter(status=_BUILDING).exclude(embedder=embedder_name()).delete()
    space = EmbeddingSpace.objects.filter(status=_BUILDING).first() or _space_learn(_BUILDING)
    count = documents_catch_up(space)
    with transaction.atomic():
        # Whoever else built it as well finds that it serves already.
        if EmbeddingSpace.objects.select_for_update().filter(pk=space.pk, status=_BUILDING).exists():
            EmbeddingSpace.objects.filter(status=_SERVING).delete()
            EmbeddingSpace.objects.filter(pk=space.pk).update(status=_SERVING)
    return count


def space_ensure() -> EmbeddingSpace:
    return EmbeddingSpace.objects.filter(status=_SERVING).first() or _space_learn(_SERVING)


def _is_outgrown(space: EmbeddingSpace) -> bool:
    """Whether its weights were learned from a far smaller house."""
    return Chunk.objects.filter(space=space).count() > _OUTGROWN * space.learned_from + _FEW


def documents_catch_up(space: EmbeddingSpace, names: Iterable[str] | None = None) -> int:
    """Take apart what is due in these sources, by default in all, and drop what is gone."""
    chosen = [sources[name] for name in names or sources.names()]
    documents = Document.objects.filter(space=space)
    if names is None:
        documents.exclude(source__in=sources.names()).delete()
    count = 0
    for source in chosen:
        rows = source.rows().order_by().filter(pk=OuterRef("object_id"))
        documents.filter(~Exists(rows), source=source.name).delete()
        for batch in _batches(_rows_due(space, source)):
            for row in source.rows().filter(pk__in=batch).order_by("pk"):
                document_index(space=space, source=source, row=row)
                count += 1
    return count


@transaction.atomic
def document_index(*, space: EmbeddingSpace, source: Source, row: Any) -> Document:
    """Take one row apart; what it was before goes in the same transaction."""
    about, weights = about_of(source, row), weights_of(space.pk)
    known = {"state": row.updated_at, "content_hash": hash_of(source.text(row)), "about_hash": hash_of(about)}
    document, is_new = Document.objects.select_for_update().get_or_create(
        space=space, source=source.name, object_id=row.pk, defaults=known
    )
    if not is_new:
        Document.objects.filter(pk=document.pk).update(**known)
        document.chunks.all().delete()
    pieces = list(pieces_cut(source.text(row))) or [Piece(heading="", text="")]
    Chunk.objects.bulk_create(
        chunk_make(document, number, about, piece, weights) for number, piece in enumerate(pieces)
    )
    return document


def documents_check() -> int:
    """Look at every text itself, and take apart anew what differs though its row's time does not. Answers how many."""
    space = space_ensure()
    count = 0
    for source in sources:
        known = {
            pk: hashes
            for pk, *hashes in Document.objects.filter(space=space, source=source.name).values_list(
                "object_id", "content_hash", "about_hash"
            )
        }
        for row in source.rows().order_by("pk").iterator(chunk_size=_BATCH):
            present = [hash_of(source.text(row)), hash_of(about_of(source, row))]
            if row.pk in known and known[row.pk] != present:
                document_index(space=space, source=source, row=row)
                count += 1
    return count


def about_of(source: Source, row: Any) -> str:
    return f"{source.title(row)}\n{source.tags(row)}"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=4)  # a space's weights never change, and there are two spaces at most
def weights_of(space: UUID) -> Weights:
    learned = EmbeddingSpace.objects.get(pk=space)
    return Weights(learned_from=learned.learned_from, holding=learned.holding)


def chunk_make(document: Document, number: int, about: str, piece: Piece, weights: Weights) -> Chunk:
    title, heading, body = marks_of(about), marks_of(piece.heading), marks_of(piece.text)
    return Chunk(
        document=document,
        space_id=document.space_id,
        position=number,
        heading=piece.heading,
        text=piece.text,
        words=analysed_write((("A", title), ("B", heading), ("D", body))),
        embedding=embed([*title, *title, *heading, *body], weights),
    )


def _rows_due(space: EmbeddingSpace, source: Source) -> QuerySet[Any]:
    current = Document.objects.filter(
        space=space, source=source.name, object_id=OuterRef("pk"), state=OuterRef("updated_at")
    )
    return source.rows().filter(~Exists(current)).order_by("pk").values_list("pk", flat=True)


def _batches(keys: QuerySet[Any]) -> Iterator[list[UUID]]:
    due = list(keys)
    for at in range(0, len(due), _BATCH):
        yield due[at : at + _BATCH]


def _space_learn(status: EmbeddingSpace.Status) -> EmbeddingSpace:
    """A space with the weights of the house's present texts."""
    holding: Counter[str] = Counter()
    count = 0
    for source in sources:
        for row in source.rows().order_by("pk").iterator(chunk_size=_BATCH):
            title = set(stems_of(about_of(source, row)))
            for piece in pieces_cut(source.text(row)):
                holding.update(title | set(marks_of(f"{piece.heading}\n{piece.text}")))
                count += 1
    space, _made = EmbeddingSpace.objects.get_or_create(
        status=status,
        defaults={
            "embedder": embedder_name(),
            "learned_from": count,
            "holding": dict(holding.most_common(_REMEMBERED)),
        },
    )
    return space
