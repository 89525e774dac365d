"""Keeping the index like the rows: what differs is what is due, so nothing is announced, and nothing gets lost.

A row is due when no document of the serving space is of its present state; a document goes when its row has gone, or
may be found no longer. Until then it is not found either: a search compares the same two.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from nessos.ai.knowledge.analysing import stems_of
from nessos.ai.knowledge.chunking import Piece, pieces_cut
from nessos.ai.knowledge.columns import analysed_write
from nessos.ai.knowledge.embedders import choice_read, is_offline, name_of
from nessos.ai.knowledge.embedding import marks_of
from nessos.ai.knowledge.models import Chunk, Document, EmbedderChoice, EmbeddingSpace
from nessos.ai.knowledge.pausing import fault_clear, fault_note, is_paused
from nessos.ai.knowledge.sources import Source, sources
from nessos.ai.knowledge.spreading import likeness_floor_measure
from nessos.ai.knowledge.vectors import Taken, groups_make, nothing_said, take, vectors_make, weights_of
from nessos.ai.providers.models import ServedModel
from nessos.kernel.errors import NessosError

__all__ = ["about_of", "documents_catch_up", "documents_check", "hash_of", "knowledge_index", "weights_of"]

#: How many rows are looked at together.
_BATCH = 200
#: A space is learned anew when the house has this many times the pieces it was learned from.
_OUTGROWN, _FEW = 4, 20
#: How many words a space remembers; rarer ones count as never seen.
_REMEMBERED = 50_000
#: A new space is built in turns of so many seconds, so that in between the serving one follows the rows.
_TURN = 20.0
_BUILDING, _SERVING = EmbeddingSpace.Status.BUILDING, EmbeddingSpace.Status.SERVING


def knowledge_index() -> int:
    """Bring the index up to date, and build at a new space for a while. Answers how many rows were taken apart."""
    space = space_ensure()
    count = documents_catch_up(space)
    choice = choice_read()
    wanted = name_of(choice.served_model)
    EmbeddingSpace.objects.filter(status=_BUILDING).exclude(embedder=wanted).delete()
    is_wanted = space.embedder != wanted or choice.rebuild_asked_at or (count and _is_outgrown(space))
    if is_wanted or EmbeddingSpace.objects.filter(status=_BUILDING).exists():
        count += _build_on(choice)
    return count


def knowledge_refresh(name: str) -> None:
    """One source, at once, without asking anybody: for who asks right after he saved."""
    try:
        documents_catch_up(space_ensure(), [name], may_ask=False)
    except IntegrityError:  # another space took over while it looked
        documents_catch_up(space_ensure(), [name], may_ask=False)


def knowledge_rebuild() -> int:
    """Build a new space beside the serving one, which goes on answering, and let it take over at once.

    Raises what a model raises that cannot make its vectors; the next attempt goes on where this one stopped.
    """
    count, _is_whole = knowledge_build(choice_read().served_model)
    return count


def knowledge_build(model: ServedModel | None, *, seconds: float | None = None) -> tuple[int, bool]:
    """Go on with the new space, for so long; whole, it takes over. Answers the rows taken apart, and whether it did."""
    EmbeddingSpace.objects.filter(status=_BUILDING).exclude(embedder=name_of(model)).delete()
    space = EmbeddingSpace.objects.filter(status=_BUILDING).first() or _space_learn(_BUILDING, model)
    EmbedderChoice.objects.filter(pk=1).update(rebuild_asked_at=None)
    until = None if seconds is None else time.monotonic() + seconds
    count = documents_catch_up(space, until=until)
    if until is not None and time.monotonic() >= until:
        return count, False
    floor = likeness_floor_measure(space)
    with transaction.atomic():
        # Whoever else built it as well finds that it serves already.
        if EmbeddingSpace.objects.select_for_update().filter(pk=space.pk, status=_BUILDING).exists():
            EmbeddingSpace.objects.filter(status=_SERVING).delete()
            EmbeddingSpace.objects.filter(pk=space.pk).update(status=_SERVING, likeness_floor=floor)
    return count, True


def space_ensure() -> EmbeddingSpace:
    """The one that serves. The first of a house is its own embedder's, which needs nobody."""
    return EmbeddingSpace.objects.filter(status=_SERVING).first() or _space_learn(_SERVING, None)


def _build_on(choice: EmbedderChoice) -> int:
    """A model that cannot be asked leaves the old space serving; what is built stays, and is gone on with later."""
    if choice.served_model is not None and is_paused(choice):
        return 0
    try:
        count, _is_whole = knowledge_build(choice.served_model, seconds=_TURN)
    except NessosError as error:
        fault_note(error)
        return 0
    fault_clear()
    return count


def _is_outgrown(space: EmbeddingSpace) -> bool:
    """Whether its weights were learned from a far smaller house."""
    return pieces_sum(space) > _OUTGROWN * space.learned_from + _FEW


def pieces_sum(space: EmbeddingSpace) -> int:
    return Document.objects.filter(space=space).aggregate(pieces=Sum("pieces"))["pieces"] or 0


def documents_catch_up(
    space: EmbeddingSpace,
    names: Iterable[str] | None = None,
    *,
    may_ask: bool = True,
    until: float | None = None,
) -> int:
    """Take apart what is due in these sources, by default in all, and drop what is gone.

    In the serving space a text that no vectors are to be had for is found by its words meanwhile; one that is built
    waits for them, and raises.
    """
    chosen = [sources[name] for name in names or sources.names()]
    documents = Document.objects.filter(space=space)
    may_ask = may_ask and (is_offline(space) or not is_paused(choice_read()))
    if names is None:
        documents.exclude(source__in=sources.names()).delete()
    count = 0
    for source in chosen:
        rows = source.rows().order_by().filter(pk=OuterRef("object_id"))
        documents.filter(~Exists(rows), source=source.name).delete()
        for batch in _batches(_rows_due(space, source, may_ask=may_ask)):
            if until is not None and time.monotonic() >= until:
                return count
            found, may_ask = _batch_index(space, source, batch, may_ask=may_ask)
            count += found
    return count


def _batch_index(
    space: EmbeddingSpace, source: Source, batch: list[UUID], *, may_ask: bool
) -> tuple[int, bool]:
    rows = source.rows().filter(pk__in=batch).order_by("pk")
    count = 0
    for group in groups_make(_taken(source, row) for row in rows):
        try:
            vectors = vectors_make(space, group, may_ask=may_ask)
        except NessosError as error:
            if space.status == _BUILDING:
                raise
            fault_note(error)
            may_ask = False
            vectors = vectors_make(space, group, may_ask=False)
        for item, made in zip(group, vectors, strict=True):
            _document_write(space, item, made)
        count += len(group)
    return count, may_ask


def document_index(*, space: EmbeddingSpace, source: Source, row: Any) -> Document:
    """Take one row apart, at once and without asking anybody."""
    item = _taken(source, row)
    [vectors] = vectors_make(space, [item], may_ask=False)
    return _document_write(space, item, vectors)


@transaction.atomic
def _document_write(space: EmbeddingSpace, item: Taken, vectors: list[str] | None) -> Document:
    """What the row was before goes in the same transaction."""
    known = {
        "state": item.row.updated_at,
        "content_hash": item.content_hash,
        "about_hash": item.about_hash,
        "has_vectors": vectors is not None,
        "pieces": len(item.pieces),
    }
    document, is_new = Document.objects.select_for_update().get_or_create(
        space=space, source=item.source.name, object_id=item.row.pk, defaults=known
    )
    if not is_new:
        Document.objects.filter(pk=document.pk).update(**known)
        document.chunks.all().delete()
    made = zip(item.pieces, vectors or nothing_said(item), strict=True)
    Chunk.objects.bulk_create(
        chunk_make(document, number, item.about, piece, vector) for number, (piece, vector) in enumerate(made)
    )
    return document


def chunk_make(document: Document, number: int, about: str, piece: Piece, vector: str) -> Chunk:
    words = (("A", marks_of(about)), ("B", marks_of(piece.heading)), ("D", marks_of(piece.text)))
    return Chunk(
        document=document,
        space_id=document.space_id,
        position=number,
        heading=piece.heading,
        text=piece.text,
        words=analysed_write(words),
        embedding=vector,
    )


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
            present = [source.hash(row), hash_of(about_of(source, row))]
            if row.pk in known and known[row.pk] != present:
                document_index(space=space, source=source, row=row)
                count += 1
    return count


def about_of(source: Source, row: Any) -> str:
    return f"{source.title(row)}\n{source.tags(row)}"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rows_due(space: EmbeddingSpace, source: Source) -> QuerySet[Any]:
    """The rows whose present text the space does not hold yet."""
    return _rows_due(space, source, may_ask=False)


def _taken(source: Source, row: Any) -> Taken:
    about = about_of(source, row)
    return take(source, row, about, hash_of(about))


def _rows_due(space: EmbeddingSpace, source: Source, *, may_ask: bool) -> QuerySet[Any]:
    current = Document.objects.filter(
        space=space, source=source.name, object_id=OuterRef("pk"), state=OuterRef("updated_at")
    )
    if may_ask:
        current = current.filter(has_vectors=True)
    return source.rows().filter(~Exists(current)).order_by("pk").values_list("pk", flat=True)


def _batches(keys: QuerySet[Any]) -> Iterator[list[UUID]]:
    due = list(keys)
    for at in range(0, len(due), _BATCH):
        yield due[at : at + _BATCH]


def _space_learn(status: EmbeddingSpace.Status, model: ServedModel | None) -> EmbeddingSpace:
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
            "embedder": name_of(model),
            "served_model": model,
            "learned_from": count,
            "holding": dict(holding.most_common(_REMEMBERED)),
        },
    )
    return space
