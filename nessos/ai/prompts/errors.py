"""What prompts refuse."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nessos.ai.prompts.templates import Fault
from nessos.kernel.errors import ConflictError, NessosError

#: So many faults are told in the one sentence; all of them stand in ``faults``.
_TOLD = 5


class PromptInvalidError(NessosError):
    code = "prompt_invalid"
    sentence = _("The prompt of the agent “%(agent)s” cannot be used: %(told)s")

    def __init__(self, *, agent: str, faults: Sequence[Fault]) -> None:
        super().__init__(agent=agent, told=" ".join(str(fault) for fault in faults[:_TOLD]))
        self.faults = list(faults)


class PromptUnchangedError(NessosError):
    code = "prompt_unchanged"
    sentence = _("This is version %(number)d, word for word. Change something, or publish that version.")


class PromptTooLongError(NessosError):
    """Whatever is cut of the values, it does not fit."""

    code = "prompt_too_long"
    sentence = _(
        "The prompt of the agent “%(agent)s”, version %(number)d, does not fit into %(room)d tokens even with all "
        "values cut. Shorten it, or choose a model with more room."
    )


class AlreadyInForceError(ConflictError):
    code = "prompt_already_in_force"
    sentence = _("Version %(number)d is in force already. There is nothing to publish.")


class PromptMovedError(ConflictError):
    code = "prompt_moved"
    sentence = _(
        "Somebody published version %(number)d meanwhile. Look at what changes now, then publish again."
    )


class NoConsultError(NessosError):
    code = "agent_without_consult"
    sentence = _("The agent “%(agent)s” asks no model, so it needs no prompt.")


class InputUnreadableError(NessosError):
    code = "input_unreadable"
    sentence = _("The pasted input cannot be read. %(told)s")


class RecordGoneError(NessosError):
    code = "record_gone"
    status = 404
    sentence = _("This record is gone, or not yours to read. Choose another for the agent “%(agent)s”.")


class TooManyInputsError(NessosError):
    code = "too_many_inputs"
    sentence = _("These are %(count)d inputs. Choose from one to %(most)d.")
