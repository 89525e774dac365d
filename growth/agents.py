"""The agents that GROWTH offers."""

from django.utils.translation import gettext_lazy as _

from growth.posting.consulting import POST_CONSULT
from growth.posting.contract import CaseToTell, PostGenerated
from growth.posting.writing import case_find, post_write
from growth.proposing.consulting import PROPOSAL_CONSULT, offer_match, proposal_make
from growth.proposing.contract import LeadToOffer, ProposalGenerated
from growth.proposing.writing import proposal_write
from growth.qualifying.advice import action_suggest, confidence_of, reasons_tell
from growth.qualifying.consulting import LEAD_CONSULT
from growth.qualifying.contract import LeadDescribed, LeadQualified
from growth.qualifying.weighing import lead_weigh
from nessos.offers.agents import Proposed, agent_register

__all__ = [
    "CaseToTell",
    "LeadDescribed",
    "LeadQualified",
    "LeadToOffer",
    "PostGenerated",
    "ProposalGenerated",
    "lead_qualify_offline",
    "post_generate_offline",
    "proposal_generate_offline",
]


@agent_register(
    "qualify_lead",
    label=_("Qualify a lead"),
    input=LeadDescribed,
    output=LeadQualified,
    permission="growth.view_lead",
    consult=LEAD_CONSULT,
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


@agent_register(
    "generate_post",
    label=_("Write a post about a case"),
    input=CaseToTell,
    output=PostGenerated,
    permission="growth.view_case",
    context=(),
    consult=POST_CONSULT,
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


@agent_register(
    "generate_proposal",
    label=_("Draft a proposal"),
    input=LeadToOffer,
    output=ProposalGenerated,
    permission="growth.view_proposal",
    context=(),
    consult=PROPOSAL_CONSULT,
)
def proposal_generate_offline(asked: LeadToOffer) -> Proposed:
    """The words may be a model's; lines, prices and their sum are computed."""
    lead, matched = offer_match(asked)
    return Proposed(output=proposal_make(proposal_write(lead, matched)), confidence=matched.confidence)
