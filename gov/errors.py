"""What can go wrong in governance."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError


class VersionPublishedError(ConflictError):
    code = "version_published"
    sentence = _(
        "Version %(number)d of “%(policy)s” has taken effect, and people accepted that very text. "
        "Save the new text as a new version."
    )


class VersionNotPublishedError(ConflictError):
    code = "version_not_published"
    sentence = _("Version %(number)d of “%(policy)s” is not in effect yet. Accept it once it is.")


class VersionSupersededError(ConflictError):
    code = "version_superseded"
    sentence = _(
        "Version %(number)d of “%(policy)s” was replaced by version %(newest)d. Read and accept that one."
    )


class PolicyWithoutVersionError(ConflictError):
    code = "policy_not_in_effect"
    sentence = _("“%(policy)s” is not in effect, so there is nothing to accept. Ask GOV when it will be.")


class AlreadyAcceptedError(ConflictError):
    code = "already_accepted"
    sentence = _(
        "You accepted version %(number)d of “%(policy)s” on %(day)s already. There is nothing left to do."
    )


class AcceptanceFinalError(ConflictError):
    code = "acceptance_final"
    sentence = _("An acceptance is proof of what somebody agreed to: it is neither changed nor deleted.")
