"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError


class GapUndescribedError(NessosError):
    code = "gap_undescribed"
    sentence = _("This training gap has no description, so no playbook can be looked for. Describe it first.")
