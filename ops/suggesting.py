"""Which playbook teaches what somebody could not do. Worked out in memory, always from the rows as they stand."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nessos.ai.knowledge.analysing import FAINT, stems_of, tokens_read
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.ranking import Ranker, Text, View
from ops.models import Playbook

#: What speaks for the first one: how well it fits, how far ahead it is, how much of the question is of other trades. A
#: logistic regression on the open halves of three sets, those that nothing fits among them, and each of the others once
#: more without its own playbook. The last is set by two sets that nobody had looked at: where right ones that are kept
#: and wrong ones that are refused stand as both are wanted.
_FITS, _AHEAD, _FOREIGN, _BASE = 15.5, 11.2, -4.0, -2.2
#: What few words tell rests on little: what one of no word counts, of whole, and from how many on it counts whole.
_BARE, _WORDS = 0.25, 6
#: Surer than not.
SURE = 0.5
_CANDIDATES = 3
_WORD_LETTERS = 4


@dataclass(frozen=True, kw_only=True)
class Candidate:
    playbook: UUID
    title: str
    #: From 0 to 1: how likely it is that this one is meant.
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
    return _candidates_make(_library_read(), description)[:most]


def suggestion_make(library: Library, description: str) -> Suggestion:
    candidates = _candidates_make(library, description)[:_CANDIDATES]
    if not candidates:
        return Suggestion(best=None, others=(), confidence=0.0, words=())
    first, *others = candidates
    words = tuple(_words_answered(description, library.texts[first.playbook].whole))
    if first.confidence < SURE:
        return Suggestion(best=None, others=tuple(candidates), confidence=first.confidence, words=words)
    return Suggestion(best=first, others=tuple(others), confidence=first.confidence, words=words)


def _candidates_make(library: Library, description: str) -> list[Candidate]:
    ranked = library.ranker.rank(description)
    foreign = library.ranker.foreign_share(description)
    words = len(set(stems_of(description)))
    scores = [item.score for item in ranked[:2]] + [0.0, 0.0]
    return [
        Candidate(
            playbook=item.key,
            title=library.titles[item.key],
            confidence=confidence_of(item.score, rival=scores[place == 0], foreign=foreign, words=words),
        )
        for place, item in enumerate(ranked)
    ]


def confidence_of(score: float, *, rival: float, foreign: float, words: int) -> float:
    """``rival`` is the score of the best other one."""
    evidence = _BARE + (1 - _BARE) * min(words, _WORDS) / _WORDS
    told = (_FITS * score + _AHEAD * (score - rival)) * evidence + _FOREIGN * foreign + _BASE
    return round(1 / (1 + math.exp(-told)), 4)


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
