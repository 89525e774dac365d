"""What can go wrong when agents are scored."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError


class NothingToAskError(NessosError):
    code = "eval_without_questions"
    sentence = _("There are no questions for the agent “%(agent)s” in “%(half)s”, so nothing can be scored.")


class UnknownModelError(NessosError):
    code = "eval_model_unknown"
    sentence = _(
        "There is no chat model “%(model)s” in use. There are: %(known)s. Leave it out to score the offline rule."
    )


class UnknownPromptError(NessosError):
    code = "eval_prompt_unknown"
    sentence = _("The prompt of “%(agent)s” has no version %(number)s. Give the number of one that it has.")


class ScoringBrokeError(NessosError):
    """Not a fault of the agent's, but of the program that asks or judges it."""

    code = "eval_broke"
    permanent = False
    sentence = _(
        "Scoring the agent “%(agent)s” broke off: %(kind)s. The log of the workers says where. Have that mended, then "
        "run it again."
    )
