"""What the engine refuses, and why a step fails."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, ForbiddenError, NessosError


class StepFault(NessosError):
    """The fault of a step itself: it fails with this sentence."""

    code = "step_fault"
    sentence = _("%(fault)s")


class RunEnded(ConflictError):
    code = "run_ended"
    sentence = _("The run %(run)s has ended already: it is %(status)s. There is nothing left to cancel.")


class NotPublished(ConflictError):
    code = "workflow_not_published"
    sentence = _("The workflow %(slug)s has no published version. Publish it first.")


class WorkflowArchived(ConflictError):
    code = "workflow_archived"
    sentence = _("The workflow %(slug)s is archived and runs no more. Make a new one.")


class PublishingForbidden(ForbiddenError):
    sentence = _(
        "You may not publish workflows. Save it as a draft, or ask an administrator for the permission %(permission)s."
    )


class ReviewOffForbidden(ForbiddenError):
    sentence = _(
        "You may not switch off a review (%(steps)s). Leave it on, or ask an administrator for the permission "
        "%(permission)s."
    )


#: So many faults are told in the one sentence; all of them stand in ``errors``.
_TOLD = 5


class WorkflowInvalid(NessosError):
    """``errors`` is what the API shows: ``[{"path", "message"}]``."""

    code = "workflow_invalid"
    sentence = _("The steps of the workflow %(slug)s have faults: %(faults)s")

    def __init__(self, *, slug: str, errors: list[dict[str, str]]) -> None:
        told = " ".join(f"{each['path']}: {each['message']}" for each in errors[:_TOLD])
        super().__init__(slug=slug, faults=told)
        self.errors = errors


class RunOpen(ConflictError):
    code = "run_open"
    sentence = _(
        "The run %(run)s has not ended: it is %(status)s. Wait until it has; then it can be retried."
    )


class RunCancelled(ConflictError):
    code = "run_cancelled"
    sentence = _("The run %(run)s was cancelled, and that is for ever. Start a new one.")


class NothingToRetry(ConflictError):
    code = "nothing_to_retry"
    sentence = _(
        "The run %(run)s is completed: there is nothing to retry. Name with from_step the step to repeat; what "
        "follows it is repeated as well."
    )


class StepsUnknown(ConflictError):
    code = "steps_unknown"
    sentence = _(
        "Nobody knows whether these steps of the run %(run)s have had their effect: %(steps)s. Resolve them first, "
        "then retry."
    )


class EffectsRepeated(ConflictError):
    """``errors`` lists what would be done outside once more."""

    code = "effects_repeated"
    sentence = _(
        "Effects outside would be repeated: %(effects)s. If that is meant, say so with repeat_effects."
    )

    def __init__(self, *, effects: list[str], errors: list[dict[str, str]]) -> None:
        super().__init__(effects=", ".join(effects))
        self.errors = errors


class NoSuchStep(NessosError):
    code = "no_such_step"
    sentence = _("This version of the workflow runs no step “%(step)s”. %(choices)s")

    def __init__(self, *, field: str, step: str, choices: str) -> None:
        super().__init__(step=step, choices=choices)
        self.errors = [{"path": field, "message": str(self)}]


class NoSteps(ConflictError):
    code = "workflow_without_steps"
    sentence = _("The workflow %(slug)s has no steps yet. Save some first, as a draft if need be.")


class RehearsalBlocked(ConflictError):
    code = "dry_run_blocked"
    permanent = False
    retry_after = 1
    sentence = _("Somebody is changing a record that the step “%(step)s” needs. Repeat the dry run.")
