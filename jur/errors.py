"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError


class NothingToReviewError(NessosError):
    code = "nothing_to_review"
    sentence = _("The document “%(title)s” has no text, so there is nothing to review. Enter its text first.")
