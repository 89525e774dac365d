"""What a workflow may ask of GROWTH's squads."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from growth.models import Audience, Campaign
from growth.squads.ports import NewAudience, NewCampaign, SupplierSearch, google_ads, lead_scraper, traffic
from growth.squads.scoring import lead_judge
from growth.squads.shapes import (
    AudienceCreated,
    CampaignLaunched,
    CampaignsPaused,
    CartAudience,
    LaunchCartRecovery,
    LaunchLeadNurture,
    LeadAudience,
    NewLeadQualified,
    PauseCampaigns,
    PrioritizeSuppliers,
    QualifyNewLead,
    SuppliersPrioritized,
)
from nessos.integrations.goods import Item, ids_of
from nessos.kernel.documents import email_normalize, phone_normalize
from nessos.offers.actions import action_register

CART_BUDGET = Decimal(100)
NURTURE_BUDGET = Decimal(150)
#: The id of what a dry run would make.
NOT_MADE = "dry-run"
_LONGEST_NAME = 150


# --- Google Ads: audiences ---------------------------------------------------------------------------------------
def cart_audience_make(given: CartAudience) -> NewAudience:
    return NewAudience(
        purpose="create_cart_abandoner_audience",
        kind=Audience.Kind.CART_ABANDONERS.value,
        name=_name_tell(_("Left a cart behind"), given.items),
        products=ids_of(given.items),
        members=_members(given.phone, given.email),
    )


def lead_audience_make(given: LeadAudience) -> NewAudience:
    lead = given.lead_data
    return NewAudience(
        purpose="create_lead_audience",
        kind=Audience.Kind.LEADS.value,
        name=_name_tell(_("Leads"), [str(lead["source"])] if lead.get("source") else []),
        products=[],
        members=_members(lead.get("phone"), lead.get("email")),
    )


def _audience_rehearse(audience: NewAudience) -> AudienceCreated:
    return AudienceCreated(audience_id=NOT_MADE, size=len(audience.members))


@action_register(
    "google_ads",
    "create_cart_abandoner_audience",
    label=_("Make an audience of who left a cart behind"),
    input=CartAudience,
    output=AudienceCreated,
    aliases={"customer_phone": "phone", "customer_email": "email", "abandoned_items": "items"},
    outside=True,
    look_up=lambda key: google_ads().audience_look_up(key),
    rehearse=lambda given: _audience_rehearse(cart_audience_make(given)),
)
def create_cart_abandoner_audience(given: CartAudience, key: str) -> AudienceCreated:
    return google_ads().audience_create(cart_audience_make(given), key)


@action_register(
    "google_ads",
    "create_lead_audience",
    label=_("Make an audience of a lead"),
    input=LeadAudience,
    output=AudienceCreated,
    outside=True,
    look_up=lambda key: google_ads().audience_look_up(key),
    rehearse=lambda given: _audience_rehearse(lead_audience_make(given)),
)
def create_lead_audience(given: LeadAudience, key: str) -> AudienceCreated:
    return google_ads().audience_create(lead_audience_make(given), key)


# --- Google Ads: pauses ------------------------------------------------------------------------------------------
def _pause_rehearse(given: PauseCampaigns) -> CampaignsPaused:
    shown = google_ads().campaigns_shown(given.product_id)
    return CampaignsPaused(campaigns_paused=len(shown), campaign_ids=shown)


@action_register(
    "google_ads",
    "pause_product_campaigns",
    label=_("Pause a product's campaigns"),
    input=PauseCampaigns,
    output=CampaignsPaused,
    aliases={"recommendation": "reason"},
    outside=True,
    look_up=lambda key: google_ads().pause_look_up(key),
    rehearse=_pause_rehearse,
)
def pause_product_campaigns(given: PauseCampaigns, key: str) -> CampaignsPaused:
    return google_ads().campaigns_pause(given, key)


# --- Traffic -----------------------------------------------------------------------------------------------------
def cart_campaign_make(given: LaunchCartRecovery) -> NewCampaign:
    return NewCampaign(
        purpose="launch_cart_recovery_campaign",
        kind=Campaign.Kind.CART_RECOVERY.value,
        name=_name_tell(_("Cart recovery"), given.products),
        audience_id=given.audience_id,
        products=ids_of(given.products),
        budget=CART_BUDGET,
    )


def nurture_campaign_make(given: LaunchLeadNurture) -> NewCampaign:
    score = [] if given.lead_score is None else [str(given.lead_score)]
    return NewCampaign(
        purpose="launch_lead_nurture_campaign",
        kind=Campaign.Kind.LEAD_NURTURE.value,
        name=_name_tell(_("Lead nurture"), score),
        audience_id=given.audience_id,
        products=[],
        budget=NURTURE_BUDGET,
    )


def _launch_rehearse(campaign: NewCampaign) -> CampaignLaunched:
    return CampaignLaunched(campaign_id=NOT_MADE, status=Campaign.Status.ACTIVE.value, budget=campaign.budget)


@action_register(
    "traffic",
    "launch_cart_recovery_campaign",
    label=_("Launch a campaign to recover carts"),
    input=LaunchCartRecovery,
    output=CampaignLaunched,
    aliases={"abandoned_items": "products", "items": "products"},
    outside=True,
    look_up=lambda key: traffic().look_up(key),
    rehearse=lambda given: _launch_rehearse(cart_campaign_make(given)),
)
def launch_cart_recovery_campaign(given: LaunchCartRecovery, key: str) -> CampaignLaunched:
    return traffic().campaign_launch(cart_campaign_make(given), key)


@action_register(
    "traffic",
    "launch_lead_nurture_campaign",
    label=_("Launch a campaign to nurture leads"),
    input=LaunchLeadNurture,
    output=CampaignLaunched,
    aliases={"score": "lead_score"},
    outside=True,
    look_up=lambda key: traffic().look_up(key),
    rehearse=lambda given: _launch_rehearse(nurture_campaign_make(given)),
)
def launch_lead_nurture_campaign(given: LaunchLeadNurture, key: str) -> CampaignLaunched:
    return traffic().campaign_launch(nurture_campaign_make(given), key)


# --- The scraper -------------------------------------------------------------------------------------------------
@action_register(
    "lead_scraper",
    "qualify_new_lead",
    label=_("Judge a new lead"),
    input=QualifyNewLead,
    output=NewLeadQualified,
    outside=True,
    look_up=lambda key: lead_scraper().lead_look_up(key),
    rehearse=lambda given: lead_judge(given.lead_data, given.criteria),
)
def qualify_new_lead(given: QualifyNewLead, key: str) -> NewLeadQualified:
    return lead_scraper().lead_qualify(given, key)


def supplier_search_make(given: PrioritizeSuppliers) -> SupplierSearch:
    urgency = given.urgency or ("high" if given.critical_stock else "medium")
    return SupplierSearch(product_id=given.product_id, urgency=urgency)


def _suppliers_rehearse(given: PrioritizeSuppliers) -> SuppliersPrioritized:
    search = supplier_search_make(given)
    known = lead_scraper().suppliers_known(search.product_id)
    return SuppliersPrioritized(supplier_contacted=bool(known), suppliers_list=known, urgency=search.urgency)


@action_register(
    "lead_scraper",
    "prioritize_supplier_contacts",
    label=_("Contact suppliers"),
    input=PrioritizeSuppliers,
    output=SuppliersPrioritized,
    outside=True,
    look_up=lambda key: lead_scraper().suppliers_look_up(key),
    rehearse=_suppliers_rehearse,
)
def prioritize_supplier_contacts(given: PrioritizeSuppliers, key: str) -> SuppliersPrioritized:
    return lead_scraper().suppliers_contact(supplier_search_make(given), key)


# --- Names and people --------------------------------------------------------------------------------------------
def _name_tell(title: str | Promise, about: Sequence[Item]) -> str:
    """In the language of the house: a row has one."""
    with translation.override(settings.LANGUAGE_CODE):
        names = ", ".join(ids_of(about))
        return f"{title}: {Truncator(names).chars(_LONGEST_NAME)}" if names else str(title)


def _members(phone: Any, email: Any) -> list[str]:
    """Digests of what reaches the person; what reaches nobody is left out."""
    found = [_digest(phone, phone_normalize), _digest(email, email_normalize)]
    return [digest for digest in found if digest]


def _digest(typed: Any, normalize: Any) -> str:
    try:
        return sha256(normalize(str(typed)).encode()).hexdigest() if typed else ""
    except ValidationError:
        return ""
