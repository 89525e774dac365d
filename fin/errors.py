"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError


class BadMonthError(NessosError):
    code = "bad_month"
    sentence = _("“%(given)s” is no month. Write it as year and month, such as 2026-03.")

    @property
    def errors(self) -> list[dict[str, str]]:
        return [{"path": "month", "message": str(self)}]


class ContractMissingError(NessosError):
    code = "contract_not_found"
    status = 404
    sentence = _("There is no contract %(contract)s. Give the id of one that is there.")


class NothingToSummarizeError(NessosError):
    code = "nothing_to_summarize"
    sentence = _("Give the text of a contract, or the id of one that is stored: one of the two.")

    @property
    def errors(self) -> list[dict[str, str]]:
        return [{"path": "input.text", "message": str(self)}]
