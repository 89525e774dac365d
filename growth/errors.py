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


class CaseMissingError(NessosError):
    code = "case_not_found"
    status = 404
    sentence = _("There is no case %(case)s. Give the id of one that is there.")


class LeadMissingError(NessosError):
    code = "lead_not_found"
    status = 404
    sentence = _("There is no lead %(lead)s. Give the id of one that is there.")


class NothingToSellError(NessosError):
    code = "nothing_to_sell"
    sentence = _("No service is active, so there is nothing to offer. Activate one in the catalogue first.")


class NotOnSaleError(NessosError):
    code = "service_not_on_sale"
    sentence = _("These are no active services: %(services)s. There are: %(known)s.")
