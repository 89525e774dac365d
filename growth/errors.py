"""What can go wrong in growth."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


class CaseWithoutMaterialError(NessosError):
    code = "case_without_material"
    sentence = _(
        "The case “%(title)s” has neither raw data nor a summary, so there is nothing to write a post about. "
        "Fill in one of them first."
    )


class ProposalSettledError(ConflictError):
    code = "proposal_settled"
    sentence = _(
        "The proposal “%(title)s” was accepted, and what was offered stands. Make a new proposal for what changed."
    )


class ProposalNotOpenError(ConflictError):
    code = "proposal_not_open"
    sentence = _(
        "The proposal “%(title)s” is %(status)s, so it cannot be accepted. "
        "Make a new proposal, or reopen this one first."
    )


class ProposalOverdueError(ConflictError):
    code = "proposal_overdue"
    sentence = _(
        "The proposal “%(title)s” was valid until %(day)s, so it cannot be accepted. Give it a new date first."
    )


class ServiceLockedError(NessosError):
    code = "service_locked"
    sentence = _(
        "The service “%(name)s” has no playbook that says how it is delivered, so it cannot be activated. "
        "Choose a playbook first."
    )
