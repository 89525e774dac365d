"""What the engine refuses, and why a step fails."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


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


class WorkflowInvalid(NessosError):
    """``errors`` is what the API shows: ``[{"path", "message"}]``."""

    code = "workflow_invalid"
    sentence = _("The steps of the workflow %(slug)s have faults: %(faults)s")

    def __init__(self, *, slug: str, errors: list[dict[str, str]]) -> None:
        told = " ".join(f"{each['path']}: {each['message']}" for each in errors)
        super().__init__(slug=slug, faults=told)
        self.errors = errors
