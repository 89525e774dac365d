"""What the agent that suggests playbooks is asked, and what it answers."""

from pydantic import Field

from nessos.kernel.contracts import UUID, Contract, Personal

_LONGEST = 20_000


class GapDescribed(Contract):
    #: What somebody could not do, in everyday words.
    description: Personal[str] = Field(min_length=1, max_length=_LONGEST)


class PlaybookAlternative(Contract):
    playbook_id: UUID
    title: str
    confidence: float = Field(ge=0, le=1)


class PlaybookSuggested(Contract):
    #: None: no playbook teaches this.
    playbook_id: UUID | None
    confidence: float = Field(ge=0, le=1)
    #: The next best; where none fits, those that came nearest. The best first.
    alternatives: list[PlaybookAlternative]
    why: str
