"""What the squads are asked, and what they put out."""

from typing import Annotated, Any, Literal

from pydantic import Field

from nessos.integrations.goods import Item, ProductId
from nessos.kernel.contracts import Contract, Money, Personal
from nessos.offers.actions import Asked

Urgency = Literal["high", "medium", "low"]
AudienceId = Annotated[str, Field(min_length=1, max_length=100)]


# --- Google Ads --------------------------------------------------------------------------------------------------
class CartAudience(Asked):
    phone: Personal[str | None] = None
    email: Personal[str | None] = None
    items: list[Item] = []


class LeadAudience(Asked):
    lead_data: Personal[dict[str, Any]] = {}
    score: int | None = None


class AudienceCreated(Contract):
    audience_id: str
    size: int


class PauseCampaigns(Asked):
    product_id: ProductId
    reason: str | None = None


class CampaignsPaused(Contract):
    campaigns_paused: int
    campaign_ids: list[str] = []


# --- Traffic -----------------------------------------------------------------------------------------------------
class LaunchCartRecovery(Asked):
    audience_id: AudienceId
    products: list[Item] = []


class LaunchLeadNurture(Asked):
    audience_id: AudienceId
    lead_score: int | None = None


class CampaignLaunched(Contract):
    campaign_id: str
    status: str
    budget: Money


# --- The scraper -------------------------------------------------------------------------------------------------
class Criteria(Contract):
    min_score: int = Field(50, ge=0, le=100)
    #: What the lead has to have told, whatever its score: ``["phone"]``.
    required: list[str] = []


class QualifyNewLead(Asked):
    lead_data: Personal[dict[str, Any]]
    criteria: Criteria | None = None


class NewLeadQualified(Contract):
    lead_qualified: bool
    score: int
    #: What each thing that it told counted, and which of those that it has to tell it did not.
    points: dict[str, int] = {}
    missing: list[str] = []


class PrioritizeSuppliers(Asked):
    product_id: ProductId
    #: Left out: high if the stock is critical, else medium.
    urgency: Urgency | None = None
    critical_stock: bool | None = None


class SuppliersPrioritized(Contract):
    supplier_contacted: bool
    suppliers_list: list[str]
    urgency: Urgency
