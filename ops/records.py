"""What of OPS a workflow may read and write."""

from nessos.kernel.contracts import Money
from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by
from ops.models import Playbook

_TIMES = ("created_at", "updated_at")

_PLAYBOOK = ("title", "slug", "content_markdown", "tags", "last_reviewed_at")
record_offer(
    "ops.Playbook",
    reads=("id", *_PLAYBOOK, "created_by", "estimated_duration_minutes", "estimated_value", *_TIMES),
    writes=_PLAYBOOK,
    computed={"estimated_duration_minutes": int, "estimated_value": Money},
    rows=lambda: Playbook.objects.prefetch_related("tasks"),
    show=shown_by("ops.api.PlaybookSerializer"),
)

_METRIC = ("contract", "month", "hours_worked", "hourly_rate", "cost_input", "sla_achieved", "source")
record_offer(
    "ops.PerformanceMetric",
    reads=("id", *_METRIC, *_TIMES),
    writes=_METRIC,
    show=shown_by("ops.api.MetricSerializer"),
)
