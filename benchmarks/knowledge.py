"""Searching 100,000 pieces: alone (`python -m benchmarks.knowledge`), for it takes minutes to write them.

With ``--keep FOLDER`` they stay there, and the next run finds them.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import fmean, median, quantiles
from time import perf_counter
from typing import Any

from benchmarks.knowledge_house import DOCUMENTS, PIECES, house_ensure
from nessos.launch.folder import prepare
from nessos.launch.postgres.address import url
from nessos.launch.postgres.server import Server
from nessos.launch.postgres.temporary import temporary_server

RESULTS = Path(__file__).with_name("knowledge.json")
QUESTIONS, LIMIT = 150, 10
#: Of how many of them all pieces are looked at, to know what the best answers were.
JUDGED = 20
#: Readers take turns, and the middle of the rounds counts: what else a machine does comes and goes.
ROUNDS = 3
#: Which documents a person may read, by the share of all.
TYPES = {"ten_percent": ["nda", "policy"], "one_percent": ["nda"]}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--keep", type=Path, metavar="FOLDER")
    with _server_run(options.parse_args().keep) as (address, data):
        os.environ |= {
            "DATABASE_URL": address,
            "NESSOS_DATA": str(data),
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
    sys.stdout.writelines(f"{name:<32} {value:>10.1f}\n" for name, value in figures.items())


@contextmanager
def _server_run(keep: Path | None) -> Iterator[tuple[str, Path]]:
    if keep is None:
        with (
            temporary_server(fsync=True) as made,
            tempfile.TemporaryDirectory(prefix="nessos-bench-") as data,
        ):
            yield made.url, Path(data)
        return
    prepare(keep)
    server = Server(keep)
    server.start()
    try:
        yield url(keep), keep
    finally:
        server.stop()


def knowledge_measure() -> dict[str, float]:
    from django.db.models import Q

    from nessos.web.access import own_rows

    own_rows("jur.LegalDocument", read=lambda user: Q(doc_type__in=TYPES[user.username]))
    began = perf_counter()
    is_written = house_ensure()
    written = {"writing_s": perf_counter() - began} if is_written else {}
    readers = {"all": None} | {name: _reader_make(name) for name in TYPES}
    rounds = [
        {
            f"{name}_{key}": value
            for name, user in readers.items()
            for key, value in _searches_measure(user).items()
        }
        for _round in range(ROUNDS)
    ]
    figures = {name: median(each[name] for each in rounds) for name in rounds[0]}
    judged = {
        f"{name}_{key}": value
        for name, user in readers.items()
        for key, value in _answers_judge(user).items()
    }
    return {"pieces": float(DOCUMENTS * PIECES)} | written | figures | judged


def _reader_make(name: str) -> Any:
    from django.contrib.auth.models import Permission

    from nessos.accounts.models import User

    user, _is_new = User.objects.get_or_create(username=name)
    user.user_permissions.add(Permission.objects.get(codename="view_legaldocument"))
    return user


def _searches_measure(user: Any) -> dict[str, float]:
    from nessos.ai.knowledge.searching import knowledge_search

    questions = _questions_choose(QUESTIONS)
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


def _answers_judge(user: Any) -> dict[str, float]:
    """Beside a search that looks at every piece: how many of the best are found, and what fits and is not answered."""
    from benchmarks.knowledge_oracle import all_judge, pieces_of
    from jur.models import LegalDocument
    from nessos.ai.knowledge.searching import knowledge_search
    from nessos.ai.models import Document

    documents = None
    if user is not None:
        rows = LegalDocument.objects.filter(doc_type__in=TYPES[user.username]).values("pk")
        documents = list(Document.objects.filter(object_id__in=rows).values_list("pk", flat=True))
    recalls, missing = [], 0
    for question in _questions_choose(JUDGED):
        judged = all_judge(question, documents)
        found = pieces_of(knowledge_search(query=question, user=user, limit=LIMIT))
        recalls.append(judged.recall(found, LIMIT) * 100)
        missing += min(LIMIT, len(judged.scores)) - len(found)
    return {"recall_percent": fmean(recalls), "answers_missing": float(missing)}


def _questions_choose(count: int) -> list[str]:
    from nessos.ai.evals.sets import gaps_read

    return Random(7).choices([gap.description for gap in gaps_read() if gap.key], k=count)  # noqa: S311 - the same each time


if __name__ == "__main__":
    main()
