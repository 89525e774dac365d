from growth.models.brand import BrandAsset
from growth.models.catalogue import Service
from growth.models.leads import Lead
from growth.models.proposals import Proposal
from growth.models.publishing import Case, Post
from growth.models.upsell import UpsellAlert

__all__ = ["BrandAsset", "Case", "Lead", "Post", "Proposal", "Service", "UpsellAlert"]
