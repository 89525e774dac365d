"""Reads of feedback: what is shown to models, and what judges ask."""

from collections.abc import Sequence

from nessos.ai.feedback.models import AgentTuning, EvalCase
from nessos.ai.prompts.rendering import Example


def examples_for(agent: str, limit: int | None = None) -> Sequence[Example]:
    """What people corrected, the newest first, where that is switched on for the agent; else none, by one query."""
    tuning = AgentTuning.objects.filter(agent=agent, examples_on=True).first()
    if tuning is None:
        return ()
    most = tuning.examples_most if limit is None else min(limit, tuning.examples_most)
    rows = EvalCase.objects.filter(agent=agent, is_example=True).order_by("-created_at", "-id")
    return tuple(Example(material=row.material, answer=row.answer) for row in rows[:most])


def cases_of(agent: str) -> list[EvalCase]:
    """What judges ask: a case that models are shown would test nothing."""
    return list(EvalCase.objects.filter(agent=agent, is_example=False).order_by("id"))


def agents_with_cases() -> list[str]:
    rows = EvalCase.objects.filter(is_example=False).order_by("agent")
    return list(rows.values_list("agent", flat=True).distinct())
