"""What can go wrong when test cases are made."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


class FeedbackSettled(ConflictError):
    code = "feedback_settled"
    sentence = _(
        "This feedback was looked at already: it was %(status)s. Nothing was changed; open it again to see."
    )


class CaseMisfit(NessosError):
    code = "case_misfit"
    sentence = _("This cannot be a test case of the agent “%(agent)s”: %(told)s")

    @property
    def field(self) -> str:
        """Of the dialog in which it was written."""
        return "given" if self.data["place"] == "input" else "expected"


class NoExampleError(NessosError):
    code = "case_no_example"
    sentence = _(
        "This case cannot be an example for the prompts of “%(agent)s”: %(told)s It stands as a test case."
    )
