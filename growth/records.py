"""What of GROWTH a workflow may read and write."""

from growth.models import Service
from growth.services import lead_update
from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by

_TIMES = ("created_at", "updated_at")

_LEAD = (
    "name", "email", "phone", "company", "source", "origin_url", "message", "status", "lead_score", "lead_segment",
    "temperature", "city", "uf",
)  # fmt: skip
record_offer(
    "growth.Lead",
    reads=("id", *_LEAD, "qualified_at", *_TIMES),
    writes=_LEAD,
    update=lead_update,
    show=shown_by("growth.api.LeadSerializer"),
)

_CASE = ("title", "slug", "raw_data", "summary", "playbook")
record_offer(
    "growth.Case",
    reads=("id", *_CASE, *_TIMES),
    writes=_CASE,
    show=shown_by("growth.api.CaseSerializer"),
)

_POST = (
    "title", "slug", "content_markdown", "seo_description", "is_published", "author", "playbook", "case",
)  # fmt: skip
record_offer(
    "growth.Post",
    reads=("id", *_POST, "published_at", *_TIMES),
    writes=_POST,
    show=shown_by("growth.api.PostSerializer"),
)

_PROPOSAL = (
    "lead", "client", "title", "sections", "items", "total", "valid_until", "status", "oportunidade_pipe_id",
)  # fmt: skip
record_offer(
    "growth.Proposal",
    reads=("id", *_PROPOSAL, "accepted_at", *_TIMES),
    writes=_PROPOSAL,
    show=shown_by("growth.api.ProposalSerializer"),
)

_SERVICE = (
    "name", "slug", "is_active", "delivery_type", "base_price", "playbook", "technical_scope", "marketing_pitch",
    "marketing_title", "marketing_body", "marketing_features", "cover_image_url",
)  # fmt: skip
record_offer(
    "growth.Service",
    reads=("id", *_SERVICE, "service_actions", *_TIMES),
    writes=_SERVICE,
    rows=lambda: Service.objects.prefetch_related("service_actions"),
    show=shown_by("growth.api.ServiceSerializer"),
)
