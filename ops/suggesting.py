"""Which playbook teaches what somebody could not do. Worked out in memory, always from the rows as they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nessos.ai.knowledge.analysing import FAINT, tokens_read
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.ranking import Ranked, Ranker, View
from ops.models import Playbook

#: A word of the title says more about a playbook than one somewhere in its text.
TITLE, TAGS, TEXT = 5, 3, 1
#: Below this nothing fits; and how much it counts that the second one is far behind. Both set on the open half of the
#: evaluation's set, so that most of what no playbook teaches is recognised.
FLOOR, AHEAD = 0.18, 0.5
_CANDIDATES = 3
_WORD_LETTERS = 4


@dataclass(frozen=True, kw_only=True)
class Candidate:
    playbook: UUID
    title: str
    #: From 0 to 1; one half is the floor.
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    #: None: no playbook fits.
    best: Candidate | None
    #: The next ones; where none fits, those that came nearest.
    others: tuple[Candidate, ...]
    confidence: float
    #: The words of the question that the best one answers to, as they were written.
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Library:
    """Playbooks, ready to be compared with."""

    states: dict[UUID, datetime]
    views: dict[UUID, View]
    titles: dict[UUID, str]
    ranker: Ranker[UUID]


_library: dict[str, Library] = {}
_KEPT: Final = "kept"


def playbook_suggest(*, description: str) -> Suggestion:
    """Out of the playbooks as they stand now."""
    return suggestion_make(_library_read(), description)


def suggestion_make(library: Library, description: str) -> Suggestion:
    ranked = library.ranker.rank(description)[:_CANDIDATES]
    if not ranked:
        return Suggestion(best=None, others=(), confidence=0.0, words=())
    sure = sureness_of(ranked)
    candidates = [
        _candidate_make(library, item, sure if item is ranked[0] else item.score) for item in ranked
    ]
    words = tuple(_words_answered(description, library.views[ranked[0].key]))
    if sure < FLOOR:
        confidence = candidates[0].confidence
        return Suggestion(best=None, others=tuple(candidates), confidence=confidence, words=words)
    return Suggestion(
        best=candidates[0], others=tuple(candidates[1:]), confidence=candidates[0].confidence, words=words
    )


def sureness_of(ranked: list[Ranked[UUID]]) -> float:
    """How well the first fits, and how far ahead it is."""
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return ranked[0].score + AHEAD * (ranked[0].score - second)


def view_make(row: Playbook) -> View:
    return View.of([(row.title, TITLE), (" ".join(row.tags), TAGS), (row.content_markdown, TEXT)])


def _library_read() -> Library:
    """Playbooks are analysed again only after they changed."""
    states = dict(Playbook.objects.order_by().values_list("pk", "updated_at"))
    kept = _library.get(_KEPT)
    if kept is not None and kept.states == states:
        return kept
    known = {pk: kept.views[pk] for pk in states if kept and kept.states.get(pk) == states[pk]}
    fresh = library_make(Playbook.objects.filter(pk__in=states).order_by("pk"), known)
    _library[_KEPT] = fresh
    return fresh


def library_make(rows: Iterable[Playbook], known: Mapping[UUID, View] | None = None) -> Library:
    """Of these rows; ``known`` are those that were analysed already."""
    found = list(rows)
    views = {row.pk: (known or {}).get(row.pk) or view_make(row) for row in found}
    return Library(
        states={row.pk: row.updated_at for row in found},
        views=views,
        titles={row.pk: row.title for row in found},
        ranker=Ranker(list(views.items())),
    )


def _candidate_make(library: Library, item: Ranked[UUID], sure: float) -> Candidate:
    return Candidate(
        playbook=item.key, title=library.titles[item.key], confidence=round(sure / (sure + FLOOR), 4)
    )


def _words_answered(description: str, view: View) -> list[str]:
    tokens = list(tokens_read(description))
    ends = [token.start for token in tokens[1:]] + [len(description)]
    words = [
        description[token.start : end].split(maxsplit=1)[0].strip(".,;:!?()\"'").lower()
        for token, end in zip(tokens, ends, strict=True)
        if _is_answered(token.stem, view)
    ]
    return list(dict.fromkeys(word for word in words if len(word) >= _WORD_LETTERS or word.isupper()))


def _is_answered(stem: str, view: View) -> bool:
    if stem in FAINT:
        return False
    return stem in view.words or bool(lexicon_read().notions_of([stem]).keys() & view.notions.keys())
