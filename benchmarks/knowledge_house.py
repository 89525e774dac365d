"""A house of 100,000 pieces: the evaluation's playbooks recombined, taken apart by the house's own code.

Written by as many processes as there are processors, each with its own connection; the indexes come last.
"""

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

DOCUMENTS, PIECES = 20_000, 5
#: Of how many documents a person of few rights sees one, and one of some rights.
ONE_IN, SOME_IN = 100, 10
_SOURCE = "jur.LegalDocument"
_TOGETHER = 500
#: What the weights of words are learned from: enough to know how frequent each is.
_LEARNED = 2_000
_ROWS = "COPY jur_legaldocument (id, created_at, updated_at, title, doc_type, content_text) FROM STDIN"
_DOCUMENTS = (
    "COPY ai_document (id, space_id, source, object_id, state, content_hash, about_hash, indexed_at, pieces, "
    "has_vectors) FROM STDIN"
)
_PIECES = "COPY ai_chunk (id, document_id, space_id, position, heading, text, words, embedding) FROM STDIN"


def house_ensure() -> bool:
    """Write it where it is not there, or is of another state of the analyser. Answers whether it was written."""
    from nessos.ai.knowledge.embedding import embedder_name
    from nessos.ai.models import Document, EmbeddingSpace

    space = EmbeddingSpace.objects.filter(embedder=embedder_name()).first()
    if space and Document.objects.filter(space=space).count() == DOCUMENTS:
        return False
    _house_write()
    return True


def _house_write() -> None:
    from django.db import connection

    from nessos.ai.knowledge.indexing import space_ensure
    from nessos.ai.models import EmbeddingSpace
    from nessos.kernel import clock

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ai_chunk, ai_document, jur_legaldocument CASCADE")
        cursor.execute("DROP INDEX IF EXISTS ai_chunk_by_likeness, ai_chunk_by_word")
        EmbeddingSpace.objects.all().delete()
        space, now = space_ensure(), clock.now()
        _weights_learn(space)
        parts = [(space.pk, now, at) for at in range(0, DOCUMENTS, _TOGETHER)]
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _django_start) as pool:
            for _done in pool.map(_part_write, parts):
                pass
        cursor.execute("SET maintenance_work_mem = '600MB'")
        cursor.execute(f"SET max_parallel_maintenance_workers = {(os.cpu_count() or 2) - 1}")
        cursor.execute("CREATE INDEX ai_chunk_by_word ON ai_chunk USING gin (words)")
        cursor.execute(
            "CREATE INDEX ai_chunk_by_likeness ON ai_chunk USING hnsw (embedding halfvec_cosine_ops)"
        )
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("VACUUM ANALYZE ai_chunk, ai_document, jur_legaldocument")


def _weights_learn(space: Any) -> None:
    from nessos.ai.knowledge.embedding import marks_of

    chance = Random(1)  # noqa: S311 - the same each time
    held = Counter(mark for _n in range(_LEARNED) for mark in set(marks_of(_text_make(chance))))
    times = DOCUMENTS * PIECES // _LEARNED
    space.learned_from = DOCUMENTS * PIECES
    space.holding = {mark: count * times for mark, count in held.items()}
    space.save()


def _django_start() -> None:
    import django

    django.setup()


def _part_write(part: tuple[UUID, datetime, int]) -> None:
    from django.db import connection

    space, now, start = part
    rows, documents, pieces = [], [], []
    for row, document, cut in _documents_make(space, now, start):
        rows.append(row)
        documents.append(document)
        pieces.extend(cut)
    with connection.cursor() as cursor:
        for statement, values in ((_ROWS, rows), (_DOCUMENTS, documents), (_PIECES, pieces)):
            with cursor.copy(statement) as copy:
                for each in values:
                    copy.write_row(each)


def _documents_make(space: UUID, now: datetime, start: int) -> Any:
    from nessos.ai.knowledge.chunking import Piece
    from nessos.ai.knowledge.indexing import chunk_make, hash_of
    from nessos.ai.knowledge.vectors import vector_own, weights_of
    from nessos.ai.models import Document
    from nessos.kernel.ids import uuid7

    chance = Random(start)  # noqa: S311 - the same each time
    weights = weights_of(space)
    for number in range(start, start + _TOGETHER):
        key, title, text = uuid7(), f"Documento {number:05}", _text_make(chance)
        document = Document(space_id=space, source=_SOURCE, object_id=key, state=now)
        cut = []
        for place in range(PIECES):
            piece = Piece(heading="", text=_text_make(chance))
            made = chunk_make(document, place, title, piece, vector_own(title, piece, weights))
            cut.append((made.pk, document.pk, space, place, "", made.text, made.words, made.embedding))
        yield (
            (key, now, now, title, _type_of(number), text),
            (document.pk, space, _SOURCE, key, now, hash_of(text), "", now, PIECES, True),
            cut,
        )


def _type_of(number: int) -> str:
    if number % ONE_IN == 0:
        return "nda"
    return "policy" if number % SOME_IN == 0 else "contract"


_known: list[str] = []


def _sentences() -> list[str]:
    from nessos.ai.evals.sets import playbooks_read

    if not _known:
        _known.extend(line for item in playbooks_read() for line in item.text.splitlines() if len(line) > 20)
    return _known


def _text_make(chance: Random) -> str:
    return "\n".join([*chance.choices(_sentences(), k=4), f"Contrato {chance.randrange(10**6):06}"])
