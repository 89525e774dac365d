"""What GOV announces."""

from django.utils.translation import gettext_lazy as _

from nessos.eventlog.catalogue import Facts, event_type
from nessos.kernel.contracts import UUID, Personal, datetime


class VersionFacts(Facts):
    #: The version's id, which is the event's entity; ``policy`` is the policy's.
    id: UUID
    policy: UUID
    policy_title: str
    number: int
    content_text: str
    content_hash: str
    effective_at: datetime
    published_at: datetime | None


class AcceptanceFacts(Facts):
    id: UUID
    version: UUID
    user: int
    accepted_at: datetime
    ip: Personal[str | None]
    content_hash: str


POLICY_PUBLISHED = event_type(
    "gov.policy.published",
    VersionFacts,
    label=_("Policy version in effect"),
    of="gov.PolicyVersion",
    when=lambda change: change.was_filled("published_at"),
)
POLICY_ACCEPTED = event_type(
    "gov.policy.accepted",
    AcceptanceFacts,
    label=_("Policy accepted"),
    of="gov.PolicyAcceptance",
    when=lambda change: change.is_new,
)
