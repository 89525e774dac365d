"""What is refused to those who review."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError
from ops.workflows.faults import Fault


class NotYours(NessosError):
    code = "approval_not_yours"
    status = 403
    sentence = _(
        "“%(title)s” is not yours to decide. Ask those who may for a decision: %(deciders)s; they can hand it over."
    )


class FourEyes(NessosError):
    code = "approval_four_eyes"
    status = 403
    sentence = _(
        "You started this run, and “%(title)s” needs a second pair of eyes. Ask another of those who may decide."
    )


class ApprovalClosed(ConflictError):
    code = "approval_closed"
    sentence = _(
        "“%(title)s” waits for nobody any more: it is %(status)s. Load it again to see how it ended."
    )


class ApprovalChanged(ConflictError):
    code = "approval_changed"
    sentence = _(
        "What “%(title)s” proposes, or the record behind it, has changed since it was shown to you. Load it again "
        "and decide on what it says now."
    )


class AlreadyApproved(ConflictError):
    code = "approval_already_approved"
    sentence = _(
        "You have approved “%(title)s” already; %(missing)d more approvals are needed. Ask the others for theirs."
    )


class NoQuestion(ConflictError):
    code = "approval_no_question"
    sentence = _("Nobody has asked anything about “%(title)s”, so there is nothing to answer.")


class OutputInvalid(NessosError):
    """``errors`` is what the API shows: ``[{"path", "message"}]``."""

    code = "output_invalid"
    sentence = _("The corrected output does not fit: %(faults)s")

    def __init__(self, *, faults: Iterable[Fault]) -> None:
        self.errors: list[Mapping[str, str]] = [
            {"path": fault.path, "message": fault.message} for fault in faults
        ]
        super().__init__(faults=" ".join(f"{each['path']}: {each['message']}" for each in self.errors))


class FieldRefused(NessosError):
    """Something that was said with a decision cannot be taken."""

    code = "invalid"
    sentence = _("%(message)s")

    def __init__(self, *, field: str, message: str) -> None:
        self.errors = [{"path": field, "message": message}]
        super().__init__(message=message)
