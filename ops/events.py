"""What this room announces."""

from django.utils.translation import gettext_lazy as _

from nessos.eventlog.catalogue import Facts, event_type
from nessos.kernel.contracts import UUID, Decimal, Money, date, datetime


class PlaybookFacts(Facts):
    id: UUID
    title: str
    slug: str
    content_markdown: str
    tags: list[str]
    last_reviewed_at: datetime | None
    created_by: int | None
    estimated_duration_minutes: int
    estimated_value: Money
    created_at: datetime
    updated_at: datetime


class MetricFacts(Facts):
    id: UUID
    contract: UUID
    month: date
    hours_worked: Decimal
    hourly_rate: Money
    cost_input: Money
    sla_achieved: Decimal | None
    source: str
    created_at: datetime
    updated_at: datetime


PLAYBOOK_SAVED = event_type(
    "ops.playbook.saved",
    PlaybookFacts,
    label=_("Playbook saved"),
    of="ops.Playbook",
    when=lambda _change: True,
)
METRIC_RECORDED = event_type(
    "ops.metric.recorded",
    MetricFacts,
    label=_("Contract's month recorded"),
    of="ops.PerformanceMetric",
    when=lambda change: change.is_new or bool(change.changed),
)
