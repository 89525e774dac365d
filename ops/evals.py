"""How well playbooks are suggested, beside BM25 and TF-IDF."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nessos.ai.evals.baselines import Baseline, Bm25, TfIdf
from nessos.ai.evals.registry import Score, eval_register
from nessos.ai.evals.sets import HELD_BACK, OPEN, Gap, PlaybookText, gaps_read, playbooks_read
from ops.models import Playbook
from ops.suggesting import library_make, suggestion_make

#: An answer: keys of playbooks, the best first, and how sure it is that the first one fits at all.
Answer = Callable[[str], tuple[list[str], float]]
_THREE = 3


@dataclass(frozen=True, kw_only=True)
class _Answered:
    gap: Gap
    keys: list[str]
    sureness: float


@eval_register("suggest_playbook")
def suggestions_evaluate() -> list[Score]:
    """Right first, right within three, and "none fits" recognised.

    A baseline knows no floor; it is given the one that serves it best on the open half: the highest at which it still
    keeps nine of ten right answers.
    """
    texts = playbooks_read()
    plain = [f"{item.title}\n{' '.join(item.tags)}\n{item.text}" for item in texts]
    contestants: dict[str, tuple[Answer, float | None]] = {
        "the house": (_house_answer(texts), 0.5),
        "BM25": (_baseline_answer(texts, Bm25(plain)), None),
        "TF-IDF": (_baseline_answer(texts, TfIdf(plain)), None),
    }
    scores = []
    for name, (answer, floor) in contestants.items():
        answered = [_answer_note(answer, gap) for gap in gaps_read()]
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
