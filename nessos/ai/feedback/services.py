"""Writes of feedback and of what is made of it. Each is one transaction, or part of the caller's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.accounts.models import User
from nessos.ai.faults import faults_read, faults_tell
from nessos.ai.feedback.cleaning import Cleaner
from nessos.ai.feedback.differing import diff_make
from nessos.ai.feedback.errors import CaseMisfit, FeedbackSettled, NoExampleError
from nessos.ai.feedback.models import AgentTuning, EvalCase, Feedback
from nessos.ai.ledger.services import input_hash
from nessos.ai.running import agent_find
from nessos.kernel import clock
from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.offers.agents import Agent, agents

Status, Kind = Feedback.Status, Feedback.Kind
#: How sure a model may be of what a person wrote.
_SURE = 0.9


def feedback_write(  # noqa: PLR0913 - all that is known of one decision
    *,
    agent: str,
    given: Mapping[str, Any],
    original: Any,
    corrected: Any,
    model: str,
    prompt_version: int | None,
    run: UUID,
    step: str,
    review: UUID,
    decided_by: User | None,
    at: datetime,
    comment: str = "",
) -> Feedback | None:
    """Note a decision about an answer, in the transaction of the decision. ``corrected`` None: it was rejected.

    None where nothing was noted: an edit that changes no meaning is none, and what this program does not know as an
    agent any more has no question to learn from.
    """
    known = agents.get(agent)
    changes = [] if corrected is None else diff_make(original, corrected)
    if known is None or (corrected is not None and not changes):
        return None
    return Feedback.objects.create(
        agent=agent,
        kind=Kind.REJECTED if corrected is None else Kind.EDITED,
        input_hash=_hash_make(known, given),
        prompt_version=prompt_version,
        model=model,
        original=original,
        corrected=corrected,
        diff=changes,
        cleaned=cleaned_make(known, given, original if corrected is None else corrected),
        comment=comment,
        run=run,
        step=step,
        review=review,
        decided_by=decided_by,
        at=at,
    )


def cleaned_make(agent: Agent, given: Mapping[str, Any], expected: Any) -> dict[str, Any]:
    """Question and answer with nobody in them, who is the same in both under the same placeholder."""
    cleaner = Cleaner()
    cleaner.learn(given, agent.input)
    cleaner.learn(expected, agent.output)
    cleaned = {"input": cleaner.clean(given), "expected": cleaner.clean(expected)}
    return {**cleaned, "told": cleaner.told}


@transaction.atomic
def feedback_dismiss(*, feedback: Feedback) -> Feedback:
    """Nothing is to be learned from it."""
    return _settle(feedback, Status.DISMISSED)


@transaction.atomic
def case_make(*, feedback: Feedback, given: Any, expected: Any, user: User) -> EvalCase:
    """What somebody looked at, cleaned and maybe edited, becomes a question of the agent's evaluations.

    Raises FeedbackSettled, CaseMisfit.
    """
    _settle(feedback, Status.CASE)
    agent = agent_find(feedback.agent)
    case_check(agent, given, expected)
    return EvalCase.objects.create(
        agent=agent.name,
        input=given,
        expected=expected,
        paths=[change["path"] for change in feedback.diff],
        source=feedback,
        made_by=user,
    )


def case_check(agent: Agent, given: Any, expected: Any) -> None:
    """Raises CaseMisfit."""
    for contract, value, place in ((agent.input, given, "input"), (agent.output, expected, "output")):
        try:
            contract.model_validate(value)
        except ValidationError as error:
            told = faults_tell(faults_read(error, place))
            raise CaseMisfit(agent=agent.name, told=told, place=place) from error


@transaction.atomic
def case_example_set(*, case: EvalCase, is_example: bool) -> EvalCase:
    """Show it in prompts, where that is switched on for the agent, or no longer. Raises NoExampleError."""
    held = EvalCase.objects.select_for_update().get(pk=case.pk)
    held.material, held.answer = _example_make(held) if is_example else ({}, {})
    held.is_example = is_example
    held.save(update_fields=["material", "answer", "is_example"])
    return held


@transaction.atomic
def tuning_ensure(*, agent: str) -> AgentTuning:
    return AgentTuning.objects.get_or_create(agent=agent_find(agent).name)[0]


def feedback_prune(*, before: datetime | None = None, dry_run: bool = False) -> int:
    """Delete what was decided before then, by default what the policy lets go. Answers how many.

    Test cases stay: nobody is in them.
    """
    before = before or clock.now() - timedelta(days=settings.AI_FEEDBACK_RETENTION_DAYS)
    old = Feedback.objects.filter(at__lt=before)
    return old.count() if dry_run else old.delete()[1].get("ai.Feedback", 0)


def _settle(feedback: Feedback, status: Feedback.Status) -> Feedback:
    changed = Feedback.objects.filter(pk=feedback.pk, status=Status.OPEN).update(status=status)
    feedback.refresh_from_db(fields=["status"])
    if changed != 1:
        raise FeedbackSettled(status=feedback.get_status_display())
    return feedback


def _hash_make(agent: Agent, given: Mapping[str, Any]) -> str:
    """As the ledger's, so that a correction and its call find each other."""
    try:
        return input_hash(agent.name, agent.input.model_validate(dict(given)))
    except ValidationError:  # asked before its input was declared as it is now
        return ""


def _example_make(case: EvalCase) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a model would be shown of the question, and what it should have filled in: its part of the answer."""
    agent = agent_find(case.agent)
    if agent.consult is None:
        raise NoExampleError(agent=agent.name, told=_("No model is ever asked for it."))
    cleaner = Cleaner()
    try:
        given = agent.input.model_validate(case.input)
        material = agent.consult.material(given)
        answer = _part_read(agent.consult.answer, case.expected)
    except (ValidationError, NessosError) as error:
        raise NoExampleError(agent=agent.name, told=_told_of(error)) from error
    cleaner.learn(material)
    cleaner.learn(answer)
    return cleaner.clean(material), cleaner.clean(answer)


def _part_read(contract: type[Contract], expected: Any) -> dict[str, Any]:
    """A model fills in less than the agent puts out: what code computes is left out."""
    fields = {name: value for name, value in dict(expected).items() if name in contract.model_fields}
    if "confidence" in contract.model_fields:
        fields.setdefault("confidence", _SURE)
    return contract.model_validate(fields).model_dump(mode="json")


def _told_of(error: ValidationError | NessosError) -> str:
    if isinstance(error, NessosError):
        return str(error)
    return faults_tell(faults_read(error, "answer"))
