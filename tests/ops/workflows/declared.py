"""The agents as the house will declare them: their shapes, and nothing that answers.

Definitions are checked against shapes alone. The squads' actions are those that the rooms offer.
"""

from nessos.kernel.contracts import Contract, Money, date
from nessos.kernel.registry import Registry
from nessos.offers.agents import Agent, agent_add
from ops.workflows.checking import House


class QualifyLead(Contract):
    name: str
    company: str = ""
    message: str = ""
    source: str = ""


class LeadQualified(Contract):
    score: int
    segment: str
    suggested_action: str
    reasons: list[str]


class SuggestPlaybook(Contract):
    description: str


class PlaybookSuggested(Contract):
    playbook_id: str | None
    confidence: float
    alternatives: list[str]
    why: str


class SummarizeContract(Contract):
    text: str | None = None
    contract_id: str | None = None


class KeyTerms(Contract):
    parties: list[str]
    value: Money | None
    term: str | None
    adjustment_index: str | None
    termination_notice: str | None
    penalty: str | None


class ContractSummarized(Contract):
    summary: str
    key_terms: KeyTerms


class GeneratePost(Contract):
    case_id: str


class PostGenerated(Contract):
    title: str
    slug: str
    summary: str
    content_markdown: str
    seo_description: str


class GenerateProposal(Contract):
    lead_id: str
    services: list[str] | None = None


class ProposalItem(Contract):
    service: str | None
    description: str
    amount: Money


class ProposalSection(Contract):
    heading: str
    markdown: str


class ProposalGenerated(Contract):
    title: str
    sections: list[ProposalSection]
    items: list[ProposalItem]
    total: Money
    valid_until: date


_AGENTS: list[tuple[str, type[Contract], type[Contract]]] = [
    ("qualify_lead", QualifyLead, LeadQualified),
    ("suggest_playbook", SuggestPlaybook, PlaybookSuggested),
    ("summarize_contract", SummarizeContract, ContractSummarized),
    ("generate_post", GeneratePost, PostGenerated),
    ("generate_proposal", GenerateProposal, ProposalGenerated),
]


def house_declared() -> House:
    agents: Registry[Agent] = Registry("agent")
    for name, taken, given in _AGENTS:
        agent_add(
            agents, Agent(name=name, label=name, permission="growth.view_lead", input=taken, output=given)
        )
    return House(
        group_known=lambda name: name in {"growth", "people", "ops"},
        person_known=lambda who: who in {"ana", "bea", 7},
        agents=agents,
    )


HOUSE = house_declared()
