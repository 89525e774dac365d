"""The agents that GROWTH offers."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from growth.qualifying.advice import action_suggest, confidence_of, reasons_tell
from growth.qualifying.weighing import lead_weigh
from nessos.kernel.contracts import Contract, Personal
from nessos.offers.agents import Proposed, agent_register


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


@agent_register(
    "qualify_lead",
    label=_("Qualify a lead"),
    input=LeadDescribed,
    output=LeadQualified,
    permission="growth.view_lead",
)
def lead_qualify_offline(lead: LeadDescribed) -> Proposed:
    weighed = lead_weigh(company=lead.company or "", message=lead.message or "", source=lead.source or "")
    output = LeadQualified(
        score=weighed.score,
        segment=weighed.segment,
        suggested_action=action_suggest(weighed),
        reasons=reasons_tell(weighed),
    )
    return Proposed(output=output, confidence=confidence_of(weighed))
