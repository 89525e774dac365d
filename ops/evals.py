"""How well playbooks are suggested, beside BM25 and TF-IDF."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from nessos.ai.evals.baselines import Baseline, Bm25, TfIdf
from nessos.ai.evals.registry import EvalSet, Further, Judged, Question, Score, eval_add
from nessos.ai.evals.sets import (
    FIRST,
    HELD_BACK,
    OPEN,
    SECOND,
    THIRD,
    Gap,
    PlaybookText,
    gaps_read,
    playbooks_read,
)
from nessos.ai.evals.staging import rows_put, shadowed
from ops.models import Playbook
from ops.suggesting import library_make, suggestion_make

#: An answer: keys of playbooks, the best first, and how sure it is that the first one fits at all.
Answer = Callable[[str], tuple[list[str], float]]
_THREE = 3
_HOUSE = "the house"
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class _Answered:
    gap: Gap
    keys: list[str]
    sureness: float


def suggestions_evaluate(which: str = FIRST) -> list[Score]:
    """Right first, right within three, and "none fits" recognised.

    A baseline knows no floor; it is given the one that serves it best on the open half: the highest at which it still
    keeps nine of ten right answers.
    """
    texts = playbooks_read(which)
    plain = [f"{item.title}\n{' '.join(item.tags)}\n{item.text}" for item in texts]
    contestants: dict[str, tuple[Answer, float | None]] = {
        _HOUSE: (_house_answer(texts), 0.5),
        "BM25": (_baseline_answer(texts, Bm25(plain)), None),
        "TF-IDF": (_baseline_answer(texts, TfIdf(plain)), None),
    }
    scores = []
    for name, (answer, floor) in contestants.items():
        answered = [_answer_note(answer, gap) for gap in gaps_read(which)]
        own = _floor_choose(_of_half(answered, OPEN)) if floor is None else floor
        scores += [_score_make(half, name, _of_half(answered, half), own) for half in (OPEN, HELD_BACK)]
    return scores


def _answer_note(answer: Answer, gap: Gap) -> _Answered:
    keys, sureness = answer(gap.description)
    return _Answered(gap=gap, keys=keys, sureness=sureness)


def _house_answer(texts: Sequence[PlaybookText]) -> Answer:
    rows = {
        item.key: Playbook(title=item.title, tags=item.tags, content_markdown=item.text) for item in texts
    }
    keys = {row.pk: key for key, row in rows.items()}
    library = library_make(rows.values())

    def answer(description: str) -> tuple[list[str], float]:
        found = suggestion_make(library, description)
        candidates = [found.best, *found.others] if found.best else found.others
        return [keys[item.playbook] for item in candidates], found.confidence

    return answer


def _baseline_answer(texts: Sequence[PlaybookText], baseline: Baseline) -> Answer:
    def answer(description: str) -> tuple[list[str], float]:
        ranked = sorted(zip(baseline.scores(description), texts, strict=True), key=lambda pair: -pair[0])
        return [item.key for score, item in ranked[:_THREE] if score > 0], ranked[0][0]

    return answer


def _of_half(answered: Sequence[_Answered], half: str) -> list[_Answered]:
    return [item for item in answered if item.gap.half == half]


def _floor_choose(answered: Sequence[_Answered]) -> float:
    right = sorted(item.sureness for item in answered if item.keys[:1] == [item.gap.key])
    return right[len(right) // 10] if right else 0.0


def _score_make(half: str, contestant: str, answered: Sequence[_Answered], floor: float) -> Score:
    fitting = [item for item in answered if item.gap.key is not None]
    unfit = [item for item in answered if item.gap.key is None]
    return Score(
        half=half,
        contestant=contestant,
        cases=len(answered),
        figures={
            "first": _share(item.keys[:1] == [item.gap.key] for item in fitting),
            "within three": _share(item.gap.key in item.keys for item in fitting),
            "first and sure": _share(
                item.keys[:1] == [item.gap.key] and item.sureness >= floor for item in fitting
            ),
            "none fits": _share(item.sureness < floor for item in unfit),
        },
    )


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


# --- As the agent is asked, by whichever model -----------------------------------------------------------------------
def questions_read() -> list[Question]:
    return [
        Question(
            key=hashlib.sha256(gap.description.encode()).hexdigest()[:10],
            half=gap.half,
            input={"description": gap.description},
            expected=gap.key,
        )
        for gap in gaps_read()
    ]


@contextmanager
def stage_make() -> Iterator[None]:
    with shadowed([Playbook], _fill):
        yield


def suggestion_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    named = {str(_id_make(item.key)): item.key for item in playbooks_read()}
    chosen = named.get(str(output.get("playbook_id")))
    others = [named.get(str(each["playbook_id"])) for each in output.get("alternatives") or []]
    if question.expected is None:
        faults = [] if chosen is None else [f"none ≠ {chosen}"]
        return Judged(marks={"none fits": (int(bool(output) and chosen is None), 1)}, faults=faults)
    ranked = [key for key in (chosen, *others) if key is not None]
    marks = {
        "first": (int(ranked[:1] == [question.expected]), 1),
        "within three": (int(question.expected in ranked[:_THREE]), 1),
        "first and sure": (int(chosen == question.expected), 1),
    }
    faults = [] if marks["first"][0] else [f"{question.expected} ≠ {', '.join(ranked) or 'none'}"]
    return Judged(marks=marks, faults=faults)


def plain_read(half: str) -> dict[str, dict[str, float]]:
    return {
        score.contestant: score.figures
        for score in suggestions_evaluate()
        if score.half == half and score.contestant != _HOUSE
    }


def further_read(half: str) -> list[Further]:
    """The other two sets: no agent is asked about them, for a house's playbooks are of one of them at a time."""
    return [
        Further(name=name, score=score)
        for which, name in ((SECOND, "second set"), (THIRD, "third set, blind"))
        for score in suggestions_evaluate(which)
        if score.half == half
    ]


def _fill() -> None:
    rows_put(
        Playbook(
            pk=_id_make(item.key),
            title=item.title,
            slug=item.key,
            tags=item.tags,
            content_markdown=item.text,
            created_at=_WRITTEN,
            updated_at=_WRITTEN,
        )
        for item in playbooks_read()
    )


def _id_make(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"suggest_playbook {key}")


eval_add(
    EvalSet(
        agent="suggest_playbook",
        main="first",
        questions=questions_read,
        judge=suggestion_judge,
        baselines=plain_read,
        further=further_read,
        stage=stage_make,
    )
)
