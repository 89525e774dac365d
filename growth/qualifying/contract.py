"""What the agent that qualifies a lead is asked, and what it answers."""

from pydantic import Field

from nessos.kernel.contracts import Contract, Personal


class LeadDescribed(Contract):
    name: Personal[str]
    company: str | None = None
    message: Personal[str | None] = None
    source: str | None = None


class LeadQualified(Contract):
    #: From 50 on it counts as qualified, from 70 on somebody should call today.
    score: int = Field(ge=0, le=100)
    #: What is asked for, in the company's own words.
    segment: str
    suggested_action: str
    reasons: list[str]
