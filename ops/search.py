"""Finding a playbook by what it says: ranked by BM25, in memory, which hundreds of playbooks are few enough for."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ops.models import Playbook
from ops.words import words_found, words_of

#: A word of the title says more about a playbook than one somewhere in its text.
_TITLE_WEIGHT, _TAG_WEIGHT = 3, 2
#: BM25's usual constants: how soon repeating a word stops helping, and how much a long text is held against it.
_K, _B = 1.2, 0.75
#: The score at which an answer counts as half sure.
_HALF = 4.0
_EXCERPT, _LEAD = 240, 60
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[#*_`>|~]+")


@dataclass(frozen=True, kw_only=True)
class Hit:
    playbook: UUID
    title: str
    #: Between 0 and 1; comparable within one answer only.
    score: float
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class Document:
    id: UUID
    state: datetime
    counts: Counter[str]
    length: int


#: What this process has analysed already: a playbook is read again only after it changed.
_analysed: dict[UUID, Document] = {}


def playbooks_search(*, query: str, limit: int = 5) -> list[Hit]:
    """The playbooks that hold at least one word of the query, the best first."""
    wanted = list(dict.fromkeys(words_of(query)))
    scores = dict(_rank(_documents_read(), wanted)) if wanted else {}
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    rows = Playbook.objects.in_bulk(best)
    return [_hit_make(rows[pk], scores[pk], set(wanted)) for pk in best if pk in rows]


def _documents_read() -> list[Document]:
    states = dict(Playbook.objects.order_by().values_list("pk", "updated_at"))
    known = {pk: item for pk, item in list(_analysed.items()) if states.get(pk) == item.state}
    fresh = Playbook.objects.filter(pk__in=states.keys() - known.keys()).order_by()
    known |= {row.pk: _analyse(row) for row in fresh}
    _analysed.clear()
    _analysed.update(known)
    return list(known.values())


def _analyse(row: Playbook) -> Document:
    counts = Counter(words_of(row.content_markdown))
    for word in words_of(row.title):
        counts[word] += _TITLE_WEIGHT
    for word in words_of(" ".join(row.tags)):
        counts[word] += _TAG_WEIGHT
    return Document(id=row.pk, state=row.updated_at, counts=counts, length=counts.total())


def _rank(documents: list[Document], wanted: list[str]) -> Iterator[tuple[UUID, float]]:
    average = sum(item.length for item in documents) / len(documents) if documents else 0.0
    rarity = {
        word: _rarity(len(documents), sum(word in item.counts for item in documents)) for word in wanted
    }
    for item in documents:
        crowd = _K * (1 - _B + _B * item.length / (average or 1))
        score = sum(
            rarity[word] * item.counts[word] * (_K + 1) / (item.counts[word] + crowd) for word in wanted
        )
        if score > 0:
            yield item.id, score


def _rarity(documents: int, holding: int) -> float:
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def _hit_make(row: Playbook, score: float, wanted: set[str]) -> Hit:
    return Hit(
        playbook=row.pk,
        title=row.title,
        score=round(score / (score + _HALF), 4),
        excerpt=excerpt_of(row, wanted),
    )


def excerpt_of(row: Playbook, wanted: set[str]) -> str:
    """The text around the first word that was looked for, without Markdown's marks; else how it begins."""
    text = " ".join(_MARKS.sub("", _LINK.sub(r"\1", row.content_markdown)).split())
    place = next((start for start, word in words_found(text) if word in wanted), 0)
    start = 0 if place <= _LEAD else text.rfind(" ", 0, place - _LEAD) + 1
    excerpt = text[start : start + _EXCERPT]
    end = start + len(excerpt)
    if end < len(text):
        excerpt = excerpt.rsplit(" ", 1)[0] + "…"
    return f"…{excerpt}" if start else excerpt
