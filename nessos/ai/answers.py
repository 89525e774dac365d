"""What comes back from an agent, whichever model answered."""

from typing import Any

from pydantic import Field

from nessos.kernel.contracts import Contract


class Usage(Contract):
    """What a call used up; the offline model uses nothing."""

    input_tokens: int = 0
    output_tokens: int = 0


class AgentAnswer(Contract):
    #: Plain JSON, of the agent's own schema.
    output: dict[str, Any]
    model: str
    #: None: no prompt was involved.
    prompt_version: int | None
    usage: Usage
    #: From 0 to 1; None: the model did not say.
    confidence: float | None = Field(ge=0, le=1)
