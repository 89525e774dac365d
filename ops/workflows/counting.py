"""How the runs went, counted by the database in one look."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

# The days are those of where the company is. Quarters of an hour are counted first, since no zone cuts through one:
# to ask for the day of a moment is the dear part, and so it is asked thousands of times and not a million.
_COUNT = """
WITH quarter AS (
    SELECT date_bin('15 minutes', r.started_at, 'epoch') AS began,
           count(*) FILTER (WHERE r.status = 'completed') AS successful,
           count(*) FILTER (WHERE r.status = 'failed') AS failed,
           count(*) FILTER (WHERE r.status = 'cancelled') AS cancelled,
           count(*) FILTER (WHERE r.ended_at IS NULL) AS active,
           sum(r.ended_at - r.started_at) FILTER (WHERE r.status IN ('completed', 'failed')) AS took
    FROM workflows_run r
    WHERE {wanted}
    GROUP BY began
)
SELECT (began AT TIME ZONE %(zone)s)::date AS day, sum(successful)::bigint, sum(failed)::bigint,
       sum(cancelled)::bigint, sum(active)::bigint, coalesce(extract(epoch FROM sum(took)), 0)
FROM quarter
GROUP BY day
ORDER BY day
"""
_WANTED = {
    "workflow": "r.workflow_id IN (SELECT w.id FROM workflows_workflow w WHERE w.slug = %(workflow)s)",
    "since": "r.started_at >= %(since)s",
    "until": "r.started_at < %(until)s",
}
#: Successful, failed, cancelled, open, and the seconds that the first two took.
Counts = Sequence[Any]
_NONE: Counts = (0, 0, 0, 0, 0)


def runs_count(
    *, workflow: str | None = None, since: datetime | None = None, until: datetime | None = None
) -> dict[str, Any]:
    """Of the runs that are kept; ``workflow`` is a slug.

    Rates are of 100, and times in seconds; both are 0 where nothing has ended.
    """
    days = _days_read({"workflow": workflow, "since": since, "until": until})
    whole = [sum(column) for column in zip(_NONE, *(counts for _day, counts in days), strict=True)]
    return {**_counts_tell(whole), "by_day": [{"day": day, **_counts_tell(counts)} for day, counts in days]}


def _days_read(given: dict[str, Any]) -> list[tuple[date, Counts]]:
    asked = {name: value for name, value in given.items() if value is not None}
    wanted = " AND ".join(_WANTED[name] for name in asked) or "true"
    with connection.cursor() as cursor:
        zone = timezone.get_default_timezone_name()
        cursor.execute(_COUNT.format(wanted=wanted), {**asked, "zone": zone})
        return [(day, counts) for day, *counts in cursor.fetchall()]


def _counts_tell(counts: Counts) -> dict[str, Any]:
    successful, failed, cancelled, active, seconds = counts
    ended = successful + failed
    return {
        "total": ended + cancelled + active,
        "successful": successful,
        "failed": failed,
        "cancelled": cancelled,
        "active_executions": active,
        "success_rate": round(100 * successful / ended, 2) if ended else 0,
        "average_execution_time": round(float(seconds) / ended, 3) if ended else 0,
    }
