from growth.models.advertising import Audience, Campaign
from growth.models.brand import BrandAsset
from growth.models.catalogue import Service
from growth.models.leads import Lead
from growth.models.proposals import Proposal
from growth.models.publishing import Case, Post
from growth.models.suppliers import Supplier
from growth.models.upsell import UpsellAlert

__all__ = [
    "Audience",
    "BrandAsset",
    "Campaign",
    "Case",
    "Lead",
    "Post",
    "Proposal",
    "Service",
    "Supplier",
    "UpsellAlert",
]
