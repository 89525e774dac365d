"""The squads' actions and the agents as the house will declare them: their shapes, and nothing that performs them.

Definitions are checked against shapes alone.
"""

from typing import Any

from nessos.kernel.contracts import Contract, Money, date
from nessos.kernel.registry import Registry
from nessos.offers.actions import Action, ActionRegistry, action_add
from nessos.offers.agents import Agent, agent_add
from ops.workflows.checking import House

Item = dict[str, Any]


class CheckStock(Contract):
    items: list[Item]


class StockChecked(Contract):
    stock_available: bool
    inventory_available: bool
    items_checked: int
    low_stock_items: list[Item]


class AnalyzeStock(Contract):
    product_id: str
    stock_level: int
    min_threshold: int = 10


class StockAnalyzed(Contract):
    critical_stock: bool
    current_level: int
    recommendation: str


class CartMessage(Contract):
    phone: str
    name: str = ""
    items: list[Item]


class CartMessageSent(Contract):
    message_sent: bool
    message_id: str
    recipient: str
    items_count: int


class Welcome(Contract):
    phone: str
    name: str = ""
    source: str = ""


class Welcomed(Contract):
    welcome_sent: bool
    message_id: str


class StockAlert(Contract):
    product_id: str
    level: int | None = None
    supplier_contacted: bool = False


class StockAlerted(Contract):
    alert_sent: bool
    recipients: list[str]


class Followup(Contract):
    phone: str
    name: str = ""
    campaign_performance: dict[str, Any] | None = None


class FollowupScheduled(Contract):
    scheduled: bool
    schedule_time: str


class CartAudience(Contract):
    customer_phone: str
    items: list[Item]


class LeadAudience(Contract):
    lead_data: dict[str, Any]
    score: int | None = None


class AudienceCreated(Contract):
    audience_id: str
    size: int


class PauseCampaigns(Contract):
    product_id: str
    reason: str = ""


class CampaignsPaused(Contract):
    campaigns_paused: int


class LaunchCampaign(Contract):
    audience_id: str


class CampaignLaunched(Contract):
    campaign_id: str
    status: str
    budget: Money


class QualifyNewLead(Contract):
    lead_data: dict[str, Any]
    criteria: dict[str, Any] | None = None


class NewLeadQualified(Contract):
    lead_qualified: bool
    score: int


class PrioritizeSuppliers(Contract):
    product_id: str
    urgency: str = "medium"


class SuppliersPrioritized(Contract):
    supplier_contacted: bool
    suppliers_list: list[str]


_CUSTOMER = {"customer_phone": "phone", "customer_name": "name"}
_LEAD = {"lead_data.phone": "phone", "lead_data.name": "name"}
_ITEMS = {"abandoned_items": "items"}

_ACTIONS: list[tuple[str, type[Contract], type[Contract], dict[str, str]]] = [
    ("inventory.check_stock", CheckStock, StockChecked, _ITEMS),
    ("inventory.analyze_critical_stock", AnalyzeStock, StockAnalyzed, {}),
    ("whatsapp.send_abandoned_cart_message", CartMessage, CartMessageSent, _CUSTOMER | _ITEMS),
    ("whatsapp.send_welcome_message", Welcome, Welcomed, _LEAD | {"lead_data.source": "source"}),
    ("whatsapp.send_stock_alert", StockAlert, StockAlerted, {"current_level": "level"}),
    ("whatsapp.schedule_followup_message", Followup, FollowupScheduled, _LEAD | _CUSTOMER),
    ("google_ads.create_cart_abandoner_audience", CartAudience, AudienceCreated, _ITEMS),
    ("google_ads.create_lead_audience", LeadAudience, AudienceCreated, {}),
    ("google_ads.pause_product_campaigns", PauseCampaigns, CampaignsPaused, {}),
    ("traffic.launch_cart_recovery_campaign", LaunchCampaign, CampaignLaunched, {}),
    ("traffic.launch_lead_nurture_campaign", LaunchCampaign, CampaignLaunched, {}),
    ("lead_scraper.qualify_new_lead", QualifyNewLead, NewLeadQualified, {}),
    ("lead_scraper.prioritize_supplier_contacts", PrioritizeSuppliers, SuppliersPrioritized, {}),
]


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


def _unperformed(given: Contract, key: str) -> Contract:
    raise AssertionError(f"A definition is checked without performing anything: {given!r}, {key}")


def house_declared() -> House:
    actions = ActionRegistry("action")
    for whole, taken, given, aliases in _ACTIONS:
        squad, _dot, name = whole.partition(".")
        action_add(
            actions,
            Action(
                squad=squad,
                name=name,
                label=name,
                input=taken,
                output=given,
                aliases=aliases,
                perform=_unperformed,
            ),
        )
    agents: Registry[Agent] = Registry("agent")
    for name, taken, given in _AGENTS:
        agent_add(agents, Agent(name=name, label=name, input=taken, output=given))
    return House(
        group_known=lambda name: name in {"growth", "people", "ops"},
        person_known=lambda who: who in {"ana", "bea", 7},
        actions=actions,
        agents=agents,
    )


HOUSE = house_declared()
