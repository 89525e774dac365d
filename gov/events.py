"""What GOV announces."""

from typing import Any, Self

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from gov.models import PolicyVersion
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
    #: The policy and the number of the version, so that a reader of the event need not look them up.
    policy: UUID
    policy_title: str
    number: int
    user: int
    accepted_at: datetime
    ip: Personal[str | None]
    content_hash: str

    @classmethod
    def read(cls, instance: Model, **extra: Any) -> Self:
        version: PolicyVersion = instance.version  # type: ignore[attr-defined]
        about = {"policy": version.policy_id, "policy_title": version.policy_title, "number": version.number}
        return super().read(instance, **about, **extra)


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
