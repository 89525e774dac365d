"""What GROWTH asks of the outside. Each verb: the same key again has no second effect.

They raise NessosError when they are refused, and OutcomeUnknown when no answer came. ``look_up`` tells what became
of a key; None: nothing.
"""

from decimal import Decimal
from typing import Protocol

from growth.squads.shapes import (
    AudienceCreated,
    CampaignLaunched,
    CampaignsPaused,
    NewLeadQualified,
    PauseCampaigns,
    QualifyNewLead,
    SuppliersPrioritized,
    Urgency,
)
from nessos.integrations.ports import port_find
from nessos.kernel.contracts import Contract


class NewAudience(Contract):
    #: The action that asks for it.
    purpose: str
    kind: str
    name: str
    products: list[str]
    members: list[str]


class NewCampaign(Contract):
    purpose: str
    kind: str
    name: str
    audience_id: str
    products: list[str]
    budget: Decimal


class SupplierSearch(Contract):
    product_id: str
    urgency: Urgency


class GoogleAds(Protocol):
    def audience_create(self, audience: NewAudience, key: str) -> AudienceCreated: ...
    def audience_look_up(self, key: str) -> AudienceCreated | None: ...
    def campaigns_pause(self, which: PauseCampaigns, key: str) -> CampaignsPaused: ...
    def pause_look_up(self, key: str) -> CampaignsPaused | None: ...
    def campaigns_shown(self, product_id: str) -> list[str]:
        """The ids of those that advertise it now."""
        ...


class Traffic(Protocol):
    def campaign_launch(self, campaign: NewCampaign, key: str) -> CampaignLaunched: ...
    def look_up(self, key: str) -> CampaignLaunched | None: ...


class LeadScraper(Protocol):
    def lead_qualify(self, lead: QualifyNewLead, key: str) -> NewLeadQualified: ...
    def lead_look_up(self, key: str) -> NewLeadQualified | None: ...
    def suppliers_contact(self, search: SupplierSearch, key: str) -> SuppliersPrioritized: ...
    def suppliers_look_up(self, key: str) -> SuppliersPrioritized | None: ...
    def suppliers_known(self, product_id: str) -> list[str]:
        """The names of those that would be asked for it."""
        ...


def google_ads() -> GoogleAds:
    chosen: GoogleAds = port_find("google_ads")
    return chosen


def traffic() -> Traffic:
    chosen: Traffic = port_find("traffic")
    return chosen


def lead_scraper() -> LeadScraper:
    chosen: LeadScraper = port_find("lead_scraper")
    return chosen
