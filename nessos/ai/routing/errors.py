"""Why a plan is not published."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


class PlanFaultyError(NessosError):
    """``faults``: a sentence each."""

    code = "plan_faulty"
    sentence = _("%(told)s")

    def __init__(self, *, faults: Sequence[str]) -> None:
        super().__init__(told=" ".join(faults))
        self.faults = tuple(faults)


class PlanInForceError(ConflictError):
    code = "plan_in_force"
    sentence = _("Version %(number)d of this plan is in force already. Choose an older one to go back to.")


class NoOwnPlanError(ConflictError):
    code = "no_own_plan"
    sentence = _("%(agent)s has no plan of its own, so there is none to withdraw.")
