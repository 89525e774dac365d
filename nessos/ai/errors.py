"""What can go wrong when an agent is asked."""

from collections.abc import Sequence
from typing import Any, Self

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from nessos.ai.faults import faults_read, faults_tell
from nessos.kernel.errors import NessosError


class UnknownAgentError(NessosError):
    code = "unknown_agent"
    status = 404
    sentence = _("There is no agent “%(agent)s”. There are: %(known)s.")


class _MisfitError(NessosError):
    """``errors`` is what the API shows: ``[{"path", "message"}]``."""

    place: str

    @property
    def errors(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.data["errors"]
        return found

    @classmethod
    def of(cls, agent: str, error: ValidationError, **data: Any) -> Self:
        errors = faults_read(error, cls.place)
        return cls(agent=agent, errors=errors, told=faults_tell(errors), **data)


class BadInputError(_MisfitError):
    code = "agent_input_invalid"
    place = "input"
    sentence = _("The agent “%(agent)s” cannot be asked this: %(told)s")


class BadOutputError(_MisfitError):
    code = "agent_output_invalid"
    status = 503
    permanent = False
    place = "output"
    sentence = _(
        "The agent “%(agent)s” answered, by the model %(model)s, in a form that cannot be used: %(told)s "
        "Nothing was done with it. Ask again."
    )


class NoModelError(NessosError):
    code = "agent_without_model"
    status = 503
    sentence = _(
        "The agent “%(agent)s” has no model to ask, and cannot answer without one. Set up a model for it."
    )


class NoPromptError(NessosError):
    code = "agent_without_prompt"
    status = 503
    sentence = _(
        "The agent “%(agent)s” has models and no prompt to ask them with. Publish one; `manage.py reference` loads "
        "those that the house ships."
    )


class ModelsFailedError(NessosError):
    """``said``: a sentence of each model. ``retry_after``: the seconds after which one of them may answer."""

    code = "agent_unanswered"
    status = 503
    sentence = _("No model answered for the agent “%(agent)s”. %(told)s")

    def __init__(
        self, *, agent: str, said: Sequence[str], is_permanent: bool, retry_after: int | None = None
    ) -> None:
        super().__init__(agent=agent, told=" ".join(said))
        self.said, self.retry_after, self._is_permanent = tuple(said), retry_after, is_permanent

    @property
    def permanent(self) -> bool:  # type: ignore[override]  # what the models said decides
        return self._is_permanent


class AskedTwiceError(NessosError):
    code = "agent_asked_twice"
    status = 503
    sentence = _(
        "The agent “%(agent)s” was asked twice without an answer coming back: whoever asked was lost each time. "
        "It is not asked a third time, since every question may cost. See what ends the workers, then run it again."
    )
