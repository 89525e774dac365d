"""Why nothing can be said of an errand's outcome, or not that."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


class NotUnknown(ConflictError):
    code = "outcome_not_unknown"
    sentence = _(
        "The step “%(step)s” of the run %(run)s is %(status)s. Only what nobody can tell of is resolved by a person."
    )


class NothingAsked(NessosError):
    code = "nothing_asked"
    status = 404
    sentence = _("The step “%(step)s” of the run %(run)s has asked for nothing outside of the house.")


class EndedRunGoesOn(ConflictError):
    code = "ended_run_goes_on"
    sentence = _(
        "The run %(run)s has ended, so its step “%(step)s” is not done again from here. Say whether it was done or "
        "failed; then retry the run."
    )


class NoSuchOutcome(NessosError):
    code = "no_such_outcome"
    sentence = _("“%(outcome)s” is no outcome. Say done, failed or again.")

    def __init__(self, *, outcome: str) -> None:
        super().__init__(outcome=outcome)
        self.errors = [{"path": "outcome", "message": str(self)}]


class OutputUnfit(NessosError):
    """``errors`` is what the API shows: ``[{"path", "message"}]``."""

    code = "output_unfit"
    sentence = _("This is no output of %(name)s: %(faults)s")

    def __init__(self, *, name: str, errors: list[dict[str, str]]) -> None:
        super().__init__(name=name, faults=" ".join(f"{each['path']}: {each['message']}" for each in errors))
        self.errors = errors
