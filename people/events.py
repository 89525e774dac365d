"""What PEOPLE announces."""

from django.utils.translation import gettext_lazy as _

from nessos.eventlog.catalogue import Facts, event_type
from nessos.kernel.contracts import UUID, Personal, datetime


class GapFacts(Facts):
    id: UUID
    employee: int
    playbook: UUID | None
    #: With the id, so that a reader of the event need not look the playbook up.
    playbook_title: str | None
    description: Personal[str]
    severity: str
    resolved_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ApplicationFacts(Facts):
    id: UUID
    job: UUID
    name: Personal[str]
    email: Personal[str]
    phone: Personal[str]
    linkedin_url: Personal[str]
    cv_url: Personal[str]
    message: Personal[str]
    status: str
    created_at: datetime
    updated_at: datetime


GAP_CREATED = event_type(
    "people.gap.created",
    GapFacts,
    label=_("Training gap recorded"),
    of="people.TrainingGap",
    when=lambda change: change.is_new,
)
APPLICATION_CREATED = event_type(
    "people.application.created",
    ApplicationFacts,
    label=_("Application received"),
    of="people.Application",
    when=lambda change: change.is_new,
)
