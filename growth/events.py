"""What GROWTH announces."""

from django.utils.translation import gettext_lazy as _

from growth.contents import Item, Section
from nessos.eventlog.catalogue import Change, Facts, event_type
from nessos.kernel.contracts import UUID, Money, Personal, date, datetime


class LeadFacts(Facts):
    id: UUID
    name: Personal[str]
    email: Personal[str]
    phone: Personal[str]
    company: str
    source: str
    origin_url: str
    message: Personal[str]
    status: str
    lead_score: int | None
    lead_segment: str
    temperature: str
    city: str
    uf: str
    qualified_at: datetime | None
    created_at: datetime
    updated_at: datetime


class LeadUpdated(LeadFacts):
    changed: list[str]


class CaseFacts(Facts):
    id: UUID
    title: str
    slug: str
    raw_data: str
    summary: str
    playbook: UUID | None
    created_at: datetime
    updated_at: datetime


class PostFacts(Facts):
    id: UUID
    title: str
    slug: str
    content_markdown: str
    seo_description: str
    is_published: bool
    published_at: datetime | None
    author: int | None
    playbook: UUID | None
    case: UUID | None
    created_at: datetime
    updated_at: datetime


class ProposalFacts(Facts):
    id: UUID
    lead: UUID | None
    client: UUID | None
    title: str
    sections: list[Section]
    items: list[Item]
    total: Money
    valid_until: date | None
    status: str
    oportunidade_pipe_id: str
    accepted_at: datetime | None
    created_at: datetime
    updated_at: datetime


def _is_new(change: Change) -> bool:
    return change.is_new


LEAD_CREATED = event_type(
    "growth.lead.created", LeadFacts, label=_("Lead created"), of="growth.Lead", when=_is_new
)
LEAD_UPDATED = event_type(
    "growth.lead.updated",
    LeadUpdated,
    label=_("Lead changed"),
    of="growth.Lead",
    when=lambda change: not change.is_new and bool(change.changed),
)
LEAD_QUALIFIED = event_type(
    "growth.lead.qualified",
    LeadFacts,
    label=_("Lead qualified"),
    of="growth.Lead",
    when=lambda change: change.was_filled("qualified_at"),
)
CASE_SAVED = event_type(
    "growth.case.saved", CaseFacts, label=_("Case saved"), of="growth.Case", when=lambda _change: True
)
POST_PUBLISHED = event_type(
    "growth.post.published",
    PostFacts,
    label=_("Post published"),
    of="growth.Post",
    when=lambda change: change.became("is_published", value=True),
)
PROPOSAL_CREATED = event_type(
    "growth.proposal.created", ProposalFacts, label=_("Proposal made"), of="growth.Proposal", when=_is_new
)
PROPOSAL_ACCEPTED = event_type(
    "growth.proposal.accepted",
    ProposalFacts,
    label=_("Proposal accepted"),
    of="growth.Proposal",
    when=lambda change: change.was_filled("accepted_at"),
)
