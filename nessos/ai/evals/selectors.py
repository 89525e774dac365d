"""Reads of evaluations: how each agent did, by whom, and since when."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from nessos.ai.evals.errors import UnknownModelError, UnknownPromptError
from nessos.ai.evals.models import EvalRun
from nessos.ai.ledger.services import OFFLINE
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.selectors import prompt_in_force
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.selectors import chat_models

Status, Half = EvalRun.Status, EvalRun.Half


def model_find(name: str) -> ServedModel | None:
    """A chat model in use by its name; none for the offline rule. Raises UnknownModelError."""
    if name in {"", OFFLINE}:
        return None
    rows = chat_models()
    found = rows.filter(name=name).order_by("pk").first()
    if found is None:
        known = ", ".join(sorted(set(rows.values_list("name", flat=True)))) or "–"
        raise UnknownModelError(model=name[:120], known=known)
    return found


def prompt_find(agent: str, number: int | None) -> PromptVersion | None:
    """By its number; without one that in force, if any. Raises UnknownPromptError."""
    if number is None:
        return prompt_in_force(agent)
    found = PromptVersion.objects.filter(prompt__agent=agent, number=number).select_related("prompt").first()
    if found is None:
        raise UnknownPromptError(agent=agent, number=number)
    return found


def model_of(run: EvalRun) -> ServedModel | None:
    return model_find(run.model)


def prompt_of(run: EvalRun) -> PromptVersion | None:
    return None if run.prompt_version is None else prompt_find(run.agent, run.prompt_version)


def runs_done(agent: str, half: str = Half.HELD_BACK) -> QuerySet[EvalRun]:
    """The newest first."""
    return EvalRun.objects.filter(agent=agent, half=half, status=Status.DONE).order_by("-ended_at", "-id")


def runs_recent(agents: Iterable[str], most: int, half: str = Half.HELD_BACK) -> list[EvalRun]:
    """Of each agent and model the newest so many on each set of questions, the newest first. One query."""
    kin = Window(
        RowNumber(),
        partition_by=[F("agent"), F("model"), F("set_hash")],
        order_by=[F("ended_at").desc(), F("id").desc()],
    )
    rows = EvalRun.objects.filter(agent__in=list(agents), half=half, status=Status.DONE)
    recent = rows.annotate(place=kin).filter(place__lte=most)
    shown = recent.only("agent", "model", "score", "set_hash", "ended_at")
    return list(shown.order_by("agent", "model", "-ended_at", "-id"))


def runs_newest(agents: Iterable[str]) -> list[EvalRun]:
    """Of each agent, half, model and prompt version the newest that is done."""
    rows = EvalRun.objects.filter(agent__in=list(agents), status=Status.DONE).defer("results")
    order = ("agent", "half", "model", "prompt_version")
    return list(rows.order_by(*order, "-ended_at").distinct(*order))


def runs_open() -> list[EvalRun]:
    rows = EvalRun.objects.filter(status__in=[Status.ASKED, Status.RUNNING]).defer("results")
    return list(rows.select_related("asked_by").order_by("asked_at", "id"))


def last_ended(agents: Iterable[str]) -> dict[str, datetime]:
    """When each was last scored by the offline rule: what every night does."""
    rows = EvalRun.objects.filter(
        agent__in=list(agents), model=OFFLINE, half=Half.HELD_BACK, status=Status.DONE
    )
    return dict(rows.order_by().values_list("agent").annotate(at=Max("ended_at")))


def score_of_version(version: PromptVersion) -> EvalRun | None:
    """How this version did last on the half held back."""
    rows = runs_done(version.prompt.agent).filter(prompt_version=version.number)
    return rows.defer("results").first()
