"""The agents that GROWTH offers."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from growth.contents import Item, Section
from growth.posting.writing import SEO_LENGTH, case_find, post_write
from growth.proposing.matching import lead_find, services_active, services_match, services_pick
from growth.proposing.writing import proposal_write
from growth.qualifying.advice import action_suggest, confidence_of, reasons_tell
from growth.qualifying.weighing import lead_weigh
from nessos.kernel.contracts import UUID, Contract, Money, Personal, date
from nessos.kernel.slugs import STRICT
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


class CaseToTell(Contract):
    case_id: UUID


class PostGenerated(Contract):
    title: str = Field(min_length=1, max_length=200)
    #: No post has it yet.
    slug: str = Field(pattern=STRICT, max_length=120)
    summary: str
    content_markdown: str
    seo_description: str = Field(max_length=SEO_LENGTH)


@agent_register(
    "generate_post",
    label=_("Write a post about a case"),
    input=CaseToTell,
    output=PostGenerated,
    permission="growth.view_case",
    context=(),
)
def post_generate_offline(asked: CaseToTell) -> Proposed:
    draft = post_write(case_find(asked.case_id))
    output = PostGenerated(
        title=draft.title,
        slug=draft.slug,
        summary=draft.summary,
        content_markdown=draft.content_markdown,
        seo_description=draft.seo_description,
    )
    return Proposed(output=output, confidence=round(0.3 + 0.6 * draft.wholeness, 2))


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


@agent_register(
    "generate_proposal",
    label=_("Draft a proposal"),
    input=LeadToOffer,
    output=ProposalGenerated,
    permission="growth.view_proposal",
    context=(),
)
def proposal_generate_offline(asked: LeadToOffer) -> Proposed:
    """The words may be a model's one day; lines, prices and their sum are computed."""
    lead, active = lead_find(asked.lead_id), services_active()
    matched = services_pick(asked.services, active) if asked.services else services_match(lead, active)
    draft = proposal_write(lead, matched)
    output = ProposalGenerated(
        title=draft.title,
        sections=draft.sections,
        items=draft.items,
        total=draft.total,
        valid_until=draft.valid_until,
    )
    return Proposed(output=output, confidence=matched.confidence)
