"""Searching what the house knows: full text, vectors, and exact numbers and names, each ranked, then fused.

Who may read what is part of each query, so that a person who may see one text in a hundred still gets as many answers;
so is whether a text is still the one that was taken apart. What fits badly is no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from nessos.ai.knowledge.asking import Question, question_read
from nessos.ai.knowledge.columns import vector_write
from nessos.ai.knowledge.embedding import embed
from nessos.ai.knowledge.indexing import hash_of, weights_of
from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.ai.knowledge.sources import Source, sources
from nessos.web.access import Person

#: How many each way of looking brings, and how much being the first of them counts: RRF's usual constant.
_BROUGHT, _FUSE = 40, 60
_WAYS = 3
#: Where no piece shares this much of the question, or is this much alike, nothing answers it; where one does, others
#: that reach this part of it stand beside.
_SHARE_FLOOR, _LIKENESS_FLOOR, _BESIDE = 0.2, 0.32, 0.5
#: Who may read no more texts than this has all of their pieces compared: exact, and faster than an index that most
#: neighbours are thrown away of.
_FEW = 1_000
#: Of how many of the question's words it matters whether they stand in the title.
_TITLED = 6
_CASE = "CASE WHEN ai_chunk.words @@ %s::tsquery THEN %s ELSE 0 END"
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


def knowledge_search(
    *,
    query: str,
    user: Person | None,
    within: Iterable[str] | None = None,
    limit: int = 8,
    one_each: bool = False,
) -> list[Found]:
    """The pieces that answer best, of texts that this person may read; without one, of all (the house itself asks).

    ``within``: names of sources, by default all. ``one_each``: only the best piece of each text. Nothing that fits
    badly, so perhaps nothing.
    """
    space = EmbeddingSpace.objects.filter(status=EmbeddingSpace.Status.SERVING).only("pk").first()
    asked = question_read(query, weights_of(space.pk)) if space else None
    chosen = [sources[name] for name in within or sources.names()]
    if space is None or asked is None or not asked.weights or not chosen:
        return []
    vector = vector_write(embed(asked.marks, weights_of(space.pk)))
    with transaction.atomic():
        _index_prepare()
        few = _few_read(chosen, user, space.pk)
        rows = Chunk.objects.filter(space=space.pk).order_by()
        rows = rows.filter(_readable(chosen, user, "document__") if few is None else Q(document__in=few))
        near = _by_likeness(rows, vector, is_exact=few is not None)
        scores = _fuse([_by_words(rows, asked), near, _by_exact(rows, asked)])
        fitting = _fitting(scores, asked, vector)
        return _answers_make(fitting, scores, user=user, limit=limit, one_each=one_each)


def _few_read(chosen: list[Source], user: Person | None, space: UUID) -> list[UUID] | None:
    """The documents that this person may read; None: they are many."""
    if all(source.reads_all(user) for source in chosen):
        return None
    documents = Document.objects.filter(_readable(chosen, user), space=space).order_by()
    few = list(documents.values_list("pk", flat=True)[: _FEW + 1])
    return few if len(few) <= _FEW else None


def _readable(chosen: Iterable[Source], user: Person | None, document: str = "") -> Q:
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
    held = rows.filter(_holds(asked.any_of(asked.telling)))
    return list(
        held.annotate(share=_share(asked)).order_by("-share", "pk").values_list("pk", flat=True)[:_BROUGHT]
    )


def _by_likeness(rows: QuerySet[Chunk], vector: str, *, is_exact: bool) -> list[UUID]:
    # The index serves the bare distance alone.
    far = _distance(vector) + 0.0 if is_exact else _distance(vector)
    near = rows.annotate(far=far).order_by("far").values_list("far", "pk")[:_BROUGHT]
    return [pk for _far, pk in sorted(near)]


def _by_exact(rows: QuerySet[Chunk], asked: Question) -> list[UUID]:
    if not asked.exact:
        return []
    held = rows.filter(_holds(asked.all_of(asked.exact)))
    return list(
        held.annotate(share=_share(asked)).order_by("-share", "pk").values_list("pk", flat=True)[:_BROUGHT]
    )


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


def _distance(vector: str) -> RawSQL:
    return RawSQL("ai_chunk.embedding <=> %s::halfvec", [vector], output_field=FloatField())


def _fuse(ways: Iterable[list[UUID]]) -> dict[UUID, float]:
    """Reciprocal rank fusion, as a share of what being the first in all ways gives."""
    scores: dict[UUID, float] = {}
    for way in ways:
        for rank, pk in enumerate(way, start=1):
            scores[pk] = scores.get(pk, 0.0) + (_FUSE + 1) / (_FUSE + rank) / _WAYS
    return scores


def _fitting(scores: dict[UUID, float], asked: Question, vector: str) -> list[Chunk]:
    chunks = Chunk.objects.filter(pk__in=scores).select_related("document").defer("words", "embedding")
    judged: Any = chunks.annotate(share=_share(asked), far=_distance(vector))
    fits = {chunk: max(chunk.share / _SHARE_FLOOR, (1 - chunk.far) / _LIKENESS_FLOOR) for chunk in judged}
    if max(fits.values(), default=0) < 1:
        return []
    fitting = [chunk for chunk, fit in fits.items() if fit >= _BESIDE]
    return sorted(fitting, key=lambda chunk: (-scores[chunk.pk], -chunk.share, chunk.pk))


def _answers_make(
    chunks: list[Chunk], scores: dict[UUID, float], *, user: Person | None, limit: int, one_each: bool
) -> list[Found]:
    rows = _rows_read(chunks, user)
    answers: list[Found] = []
    cited: set[tuple[str, UUID]] = set()
    for chunk in chunks:
        key = (chunk.document.source, chunk.document.object_id)
        row = rows.get(key)
        if len(answers) == limit or row is None or (one_each and key in cited):
            continue
        source = sources[chunk.document.source]
        # A door that changes a text without its time, if there is one, hides it until it is taken apart anew.
        if hash_of(source.text(row)) != chunk.document.content_hash:
            continue
        cited.add(key)
        answers.append(_found_make(chunk, title=source.title(row), score=round(scores[chunk.pk], 4)))
    return answers


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
