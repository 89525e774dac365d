"""What the agent that drafts proposals is asked, and what it answers."""

from pydantic import Field

from growth.contents import Item, Section
from nessos.kernel.contracts import UUID, Contract, Money, date


class LeadToOffer(Contract):
    lead_id: UUID
    #: Slugs of active services; left out, those that fit what the lead wrote.
    services: list[str] | None = Field(default=None, min_length=1, max_length=50)


class ProposalGenerated(Contract):
    title: str = Field(min_length=1, max_length=200)
    sections: list[Section]
    items: list[Item]
    #: The sum of the items.
    total: Money = Field(ge=0)
    valid_until: date
