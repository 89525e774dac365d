"""Searching what the house knows: full text, vectors, and exact numbers and names, each ranked, then fused.

Who may read what is part of each query, so that a person who may see one text in a hundred still gets as many answers;
so is whether a text is still the one that was taken apart. What fits badly is no answer.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from nessos.ai.knowledge.asking import CROWD, Question, question_read
from nessos.ai.knowledge.columns import vector_write
from nessos.ai.knowledge.embedders import question_embed
from nessos.ai.knowledge.indexing import weights_of
from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.ai.knowledge.sources import Source, sources
from nessos.web.access import Person

#: How many each way of looking brings, and how much being the first of them counts: RRF's usual constant.
_BROUGHT, _FUSE = 40, 60
_WAYS = 3
#: Where no piece shares this much of the question, or is this much alike, nothing answers it; where one does, others
#: that reach this part of it stand beside.
_SHARE_FLOOR, _BESIDE = 0.2, 0.5
#: Who may read no more texts than this has all of their pieces compared: exact, and faster than an index that most
#: neighbours are thrown away of.
_FEW = 1_000
#: Of how many of the question's words it matters whether they stand in the title.
_TITLED = 6
#: Floats: a sum of as many numerics would cost more than finding the pieces.
_CASE = "CASE WHEN ai_chunk.words @@ %s::tsquery THEN %s::float8 ELSE 0::float8 END"
#: The index looks at this many neighbours before it gives up filling the answer.
_LOOKED_AT = 20_000


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
    chosen = [sources[name] for name in within or sources.names()]
    if space is None or asked is None or not asked.weights or not chosen:
        return Answered(found=[])
    embedded, fault = question_embed(space, query, asked.marks, weights_of(space.pk))
    vector = vector_write(embedded) if embedded is not None else None
    with transaction.atomic():
        _index_prepare()
        few = _few_read(chosen, user, space.pk)
        rows = Chunk.objects.filter(space=space.pk).order_by()
        rows = rows.filter(readable_now(chosen, user, "document__") if few is None else Q(document__in=few))
        near = _by_likeness(rows, vector, is_exact=few is not None)
        scores = _fuse([_by_words(rows, asked), near, _by_exact(rows, asked)])
        fitting = _fitting(scores, asked, vector, space.likeness_floor)
        found = _answers_make(fitting, scores, user=user, limit=limit, one_each=one_each)
    return Answered(found=found, fault=fault)


def _few_read(chosen: list[Source], user: Person | None, space: UUID) -> list[UUID] | None:
    """The documents that this person may read; None: they are many."""
    if all(source.reads_all(user) for source in chosen):
        return None
    few = list(_documents_read(chosen, user, space)[: _FEW + 1])
    return few if len(few) <= _FEW else None


def _documents_read(chosen: Iterable[Source], user: Person | None, space: UUID) -> QuerySet[Document, Any]:
    """A query for each source, together: under one OR, each document of the house would be looked at."""
    found = [
        Document.objects.filter(readable_now([source], user), space=space)
        .order_by()
        .values_list("pk", flat=True)
        for source in chosen
    ]
    return found[0].union(*found[1:], all=True)


def readable_now(chosen: Iterable[Source], user: Person | None, document: str = "") -> Q:
    """Of documents that are still of their rows' state; the rows are those that this person may read."""
    found = Q(pk__in=())
    for source in chosen:
        rows = source.readable(user).order_by()
        current = rows.filter(pk=OuterRef(f"{document}object_id"), updated_at=OuterRef(f"{document}state"))
        found |= Q(Exists(current), **{f"{document}source": source.name})
    return found


def _index_prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', %s, true), "
            "set_config('hnsw.max_scan_tuples', %s, true)",
            [str(_BROUGHT), str(_LOOKED_AT)],
        )


def _by_words(rows: QuerySet[Chunk], asked: Question) -> list[UUID]:
    best = _best_of(rows, asked, asked.telling)
    return best or _best_of(rows, asked, asked.rarest)


def _by_likeness(rows: QuerySet[Chunk], vector: str | None, *, is_exact: bool) -> list[UUID]:
    if vector is None:
        return []
    # The index serves the bare distance alone.
    far = _distance(vector) + 0.0 if is_exact else _distance(vector)
    near = rows.annotate(far=far).order_by("far").values_list("far", "pk")[:_BROUGHT]
    # A vector of zeros, of a piece that says nothing, is as far as nothing can tell.
    return [pk for far, pk in sorted(item for item in near if not math.isnan(item[0]))]


def _by_exact(rows: QuerySet[Chunk], asked: Question) -> list[UUID]:
    if not asked.exact:
        return []
    return _best_of(rows, asked, asked.all_of(asked.exact))


def _best_of(rows: QuerySet[Chunk], asked: Question, words: str) -> list[UUID]:
    """Of those that hold these words; of more than a crowd, of some: each that is judged costs its time."""
    held = rows.filter(_holds(words)).annotate(share=_share(asked)).values_list("share", "pk")[:CROWD]
    return [pk for _share, pk in nsmallest(_BROUGHT, held, key=lambda item: (-item[0], item[1]))]


def _holds(words: str) -> RawSQL:
    return RawSQL("ai_chunk.words @@ %s::tsquery", [words], output_field=BooleanField())


def _share(asked: Question) -> RawSQL:
    """How much of the question a piece holds, from 0 to 1; what its title holds counts more, up to a half more."""
    terms, values = [], []
    for rank, (mark, weight) in enumerate(asked.weights.items()):
        terms.append(_CASE)
        values += [asked.any_of([mark]), weight / asked.total]
        if rank < _TITLED:
            terms.append(_CASE)
            values += [asked.any_of([mark], "A"), weight / asked.total / 2]
    return RawSQL(" + ".join(terms), values, output_field=FloatField())  # noqa: S611 - only marks and numbers, bound


def _distance(vector: str | None) -> RawSQL:
    if vector is None:
        return RawSQL("1.0", [], output_field=FloatField())
    return RawSQL("ai_chunk.embedding <=> %s::halfvec", [vector], output_field=FloatField())


def _fuse(ways: Iterable[list[UUID]]) -> dict[UUID, float]:
    """Reciprocal rank fusion, as a share of what being the first in all ways gives."""
    scores: dict[UUID, float] = {}
    for way in ways:
        for rank, pk in enumerate(way, start=1):
            scores[pk] = scores.get(pk, 0.0) + (_FUSE + 1) / (_FUSE + rank) / _WAYS
    return scores


def _fitting(
    scores: dict[UUID, float], asked: Question, vector: str | None, likeness_floor: float
) -> list[Chunk]:
    chunks = Chunk.objects.filter(pk__in=scores).select_related("document").defer("words", "embedding")
    judged: Any = chunks.annotate(share=_share(asked), far=_distance(vector))
    fits = {chunk: max(chunk.share / _SHARE_FLOOR, (1 - chunk.far) / likeness_floor) for chunk in judged}
    if max(fits.values(), default=0) < 1:
        return []
    fitting = [chunk for chunk, fit in fits.items() if fit >= _BESIDE]
    return sorted(fitting, key=lambda chunk: (-scores[chunk.pk], -chunk.share, chunk.pk))


def _answers_make(
    chunks: list[Chunk], scores: dict[UUID, float], *, user: Person | None, limit: int, one_each: bool
) -> list[Found]:
    answers: list[Found] = []
    cited: set[tuple[str, UUID]] = set()
    for chunk, row in _with_rows(chunks, user, at_once=limit):
        key = (chunk.document.source, chunk.document.object_id)
        if row is None or (one_each and key in cited):
            continue
        source = sources[chunk.document.source]
        # A door that changes a text without its time, if there is one, hides it until it is taken apart anew.
        if source.hash(row) != chunk.document.content_hash:
            continue
        cited.add(key)
        answers.append(_found_make(chunk, title=source.title(row), score=round(scores[chunk.pk], 4)))
        if len(answers) == limit:
            break
    return answers


def _with_rows(
    chunks: list[Chunk], user: Person | None, *, at_once: int
) -> Iterator[tuple[Chunk, Any | None]]:
    """Each with its row, read only as far as answers are made of them: rows are whole texts."""
    for at in range(0, len(chunks), at_once):
        batch = chunks[at : at + at_once]
        rows = _rows_read(batch, user)
        for chunk in batch:
            yield chunk, rows.get((chunk.document.source, chunk.document.object_id))


def _rows_read(chunks: Iterable[Chunk], user: Person | None) -> dict[tuple[str, UUID], Any]:
    wanted: dict[str, set[UUID]] = {}
    for chunk in chunks:
        wanted.setdefault(chunk.document.source, set()).add(chunk.document.object_id)
    return {
        (name, row.pk): row
        for name, keys in wanted.items()
        for row in sources[name].readable(user).filter(pk__in=keys)
    }


def _found_make(chunk: Chunk, *, title: str, score: float) -> Found:
    return Found(
        source=chunk.document.source,
        object_id=chunk.document.object_id,
        title=title,
        heading=chunk.heading,
        position=chunk.position,
        text=chunk.text,
        score=score,
    )
