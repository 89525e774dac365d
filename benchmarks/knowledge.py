"""Searching 100,000 pieces: alone (`python -m benchmarks.knowledge`), for it takes minutes to write them."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from nessos.launch.postgres import temporary_server

RESULTS = Path(__file__).with_name("knowledge.json")
DOCUMENTS, PIECES = 20_000, 5
QUESTIONS, LIMIT = 150, 10
#: Of how many documents a person of few rights sees one, and one of some rights.
ONE_IN, SOME_IN = 100, 10
#: Readers take turns, and the middle of the rounds counts: what else a machine does comes and goes.
ROUNDS = 3


def main() -> None:
    with temporary_server(fsync=True) as server, tempfile.TemporaryDirectory(prefix="nessos-bench-") as data:
        os.environ |= {
            "DATABASE_URL": server.url,
            "NESSOS_DATA": data,
            "DJANGO_SETTINGS_MODULE": "nessos.settings",
            "SECRET_KEY": "a-key-for-benchmarks-that-is-long-enough-to-pass-every-check-012345",
            "LOG_LEVEL": "WARNING",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = knowledge_measure()
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    sys.stdout.writelines(f"{name:<28} {value:>10.1f}\n" for name, value in figures.items())


def knowledge_measure() -> dict[str, float]:
    from django.contrib.auth.models import Permission
    from django.db.models import Q

    from nessos.accounts.models import User
    from nessos.web.access import own_rows

    own_rows(
        "jur.LegalDocument",
        read=lambda user: Q(doc_type="nda") if user.username == "few" else Q(doc_type__in=["nda", "policy"]),
    )
    began = perf_counter()
    _house_write()
    written = perf_counter() - began
    few, some = User.objects.create_user("few"), User.objects.create_user("some")
    for user in (few, some):
        user.user_permissions.add(Permission.objects.get(codename="view_legaldocument"))
    readers = {"all": None, "ten_percent": some, "one_percent": few}
    rounds = [
        {
            f"{name}_{key}": value
            for name, user in readers.items()
            for key, value in _searches_measure(user).items()
        }
        for _round in range(ROUNDS)
    ]
    figures = {name: median(each[name] for each in rounds) for name in rounds[0]}
    return {"pieces": float(DOCUMENTS * PIECES), "writing_s": written} | figures


def _searches_measure(user: Any) -> dict[str, float]:
    from nessos.ai.evals.sets import gaps_read
    from nessos.ai.knowledge.searching import knowledge_search

    questions = Random(7).choices([gap.description for gap in gaps_read() if gap.key], k=QUESTIONS)  # noqa: S311 - the same each time
    for question in questions[:20]:
        knowledge_search(query=question, user=user, limit=LIMIT)
    times, counts = [], []
    for question in questions:
        began = perf_counter()
        counts.append(len(knowledge_search(query=question, user=user, limit=LIMIT)))
        times.append((perf_counter() - began) * 1000)
    part: Callable[[int], float] = lambda percent: quantiles(times, n=100)[percent - 1]  # noqa: E731
    full = sum(count == LIMIT for count in counts) / len(counts) * 100
    return {"ms_p50": median(times), "ms_p95": part(95), "full_answers_percent": full}


def _house_write() -> None:
    """Texts recombined from the evaluation's playbooks, taken apart by the house's own code; the index comes last."""
    from django.db import connection

    from nessos.ai.knowledge.indexing import space_ensure
    from nessos.kernel import clock

    space, now = space_ensure(), clock.now()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX ai_chunk_by_likeness, ai_chunk_by_word")
        _weights_learn(space)
        for at in range(0, DOCUMENTS, 500):
            _batch_write(cursor, space, now, range(at, at + 500))
        cursor.execute("SET maintenance_work_mem = '600MB'")
        cursor.execute("CREATE INDEX ai_chunk_by_word ON ai_chunk USING gin (words)")
        cursor.execute(
            "CREATE INDEX ai_chunk_by_likeness ON ai_chunk USING hnsw (embedding halfvec_cosine_ops)"
        )
        cursor.execute("ANALYZE")


def _weights_learn(space: Any) -> None:
    from collections import Counter

    from nessos.ai.knowledge.embedding import marks_of

    chance = Random(1)  # noqa: S311 - the same each time
    held = Counter(mark for _n in range(2_000) for mark in set(marks_of(_text_make(chance))))
    space.learned_from, space.holding = DOCUMENTS * PIECES, {mark: count * 50 for mark, count in held.items()}
    space.save()


def _batch_write(cursor: Any, space: Any, now: datetime, numbers: range) -> None:
    from jur.models import LegalDocument
    from nessos.ai.knowledge.chunking import Piece
    from nessos.ai.knowledge.indexing import chunk_make, hash_of
    from nessos.ai.knowledge.vectors import vector_own, weights_of
    from nessos.ai.models import Chunk, Document

    chance = Random(numbers.start)  # noqa: S311 - the same each time
    rows, documents, chunks = [], [], []
    for number in numbers:
        row = LegalDocument(title=f"Documento {number:05}", content_text=_text_make(chance))
        rows.append((row.pk, now, now, row.title, _type_of(number), row.content_text))
        hashed = hash_of(row.content_text)
        document = Document(
            space=space,
            source="jur.LegalDocument",
            object_id=UUID(str(row.pk)),
            state=now,
            content_hash=hashed,
        )
        documents.append(document)
        for place in range(PIECES):
            piece = Piece(heading="", text=_text_make(chance))
            vector = vector_own(row.title, piece, weights_of(space.pk))
            chunks.append(chunk_make(document, place, row.title, piece, vector))
    with cursor.copy(
        "COPY jur_legaldocument (id, created_at, updated_at, title, doc_type, content_text) FROM STDIN"
    ) as copy:
        for values in rows:
            copy.write_row(values)
    Document.objects.bulk_create(documents)
    Chunk.objects.bulk_create(chunks, batch_size=500)


def _type_of(number: int) -> str:
    if number % ONE_IN == 0:
        return "nda"
    return "policy" if number % SOME_IN == 0 else "contract"


def _sentences() -> list[str]:
    from nessos.ai.evals.sets import playbooks_read

    if not _known:
        _known.extend(line for item in playbooks_read() for line in item.text.splitlines() if len(line) > 20)
    return _known


_known: list[str] = []


def _text_make(chance: Random) -> str:
    return "\n".join([*chance.choices(_sentences(), k=4), f"Contrato {chance.randrange(10**6):06}"])


if __name__ == "__main__":
    main()
