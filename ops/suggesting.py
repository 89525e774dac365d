"""Which playbook teaches what somebody could not do. Worked out in memory, always from the rows as they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nessos.ai.knowledge.analysing import FAINT, stems_of, tokens_read
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.ranking import Ranked, Ranker, Text, View
from ops.models import Playbook

#: Below this nothing fits; and how much it counts that the second one is far behind. Set on the open halves of both
#: sets, so that three of four descriptions of what no playbook teaches are recognised.
FLOOR, AHEAD = 0.12, 0.5
#: A share of few words rests on little: what one of no word counts, and from how many words on it counts whole.
_BARE, _WORDS = 0.6, 10
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
    texts: dict[UUID, Text]
    titles: dict[UUID, str]
    ranker: Ranker[UUID]


_library: dict[str, Library] = {}
_KEPT: Final = "kept"


def playbook_suggest(*, description: str) -> Suggestion:
    """Out of the playbooks as they stand now."""
    return suggestion_make(_library_read(), description)


def candidates_find(*, description: str, most: int) -> list[Candidate]:
    """Those that come nearest, out of the playbooks as they stand now; the best first."""
    library = _library_read()
    return [_candidate_make(library, item, item.score) for item in library.ranker.rank(description)[:most]]


def suggestion_make(library: Library, description: str) -> Suggestion:
    ranked = library.ranker.rank(description)[:_CANDIDATES]
    if not ranked:
        return Suggestion(best=None, others=(), confidence=0.0, words=())
    sure = sureness_of(ranked, words=len(set(stems_of(description))))
    candidates = [
        _candidate_make(library, item, sure if item is ranked[0] else item.score) for item in ranked
    ]
    words = tuple(_words_answered(description, library.texts[ranked[0].key].whole))
    if sure < FLOOR:
        confidence = candidates[0].confidence
        return Suggestion(best=None, others=tuple(candidates), confidence=confidence, words=words)
    return Suggestion(
        best=candidates[0], others=tuple(candidates[1:]), confidence=candidates[0].confidence, words=words
    )


def sureness_of(ranked: list[Ranked[UUID]], *, words: int) -> float:
    """How well the first fits, how far ahead it is, and of how many words that was told."""
    second = ranked[1].score if len(ranked) > 1 else 0.0
    evidence = _BARE + (1 - _BARE) * min(words, _WORDS) / _WORDS
    return (ranked[0].score + AHEAD * (ranked[0].score - second)) * evidence


def text_make(row: Playbook) -> Text:
    return Text.of(title=row.title, tags=" ".join(row.tags), body=row.content_markdown)


def _library_read() -> Library:
    """Playbooks are analysed again only after they changed."""
    states = dict(Playbook.objects.order_by().values_list("pk", "updated_at"))
    kept = _library.get(_KEPT)
    if kept is not None and kept.states == states:
        return kept
    known = {pk: kept.texts[pk] for pk in states if kept and kept.states.get(pk) == states[pk]}
    fresh = library_make(Playbook.objects.filter(pk__in=states).order_by("pk"), known)
    _library[_KEPT] = fresh
    return fresh


def library_make(rows: Iterable[Playbook], known: Mapping[UUID, Text] | None = None) -> Library:
    """Of these rows; ``known`` are those that were analysed already."""
    found = list(rows)
    texts = {row.pk: (known or {}).get(row.pk) or text_make(row) for row in found}
    return Library(
        states={row.pk: row.updated_at for row in found},
        texts=texts,
        titles={row.pk: row.title for row in found},
        ranker=Ranker(list(texts.items())),
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
