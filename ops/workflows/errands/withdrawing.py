"""What nobody has begun yet is withdrawn with its run; what is being performed ends, and is written down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

_WITHDRAW = """
UPDATE workflows_errand e SET status = 'withdrawn', ended_at = %s
FROM workflows_step s
WHERE s.id = e.step_id AND s.run_id = ANY(%s) AND e.status = 'asked'
"""


def errands_withdraw(run_ids: Sequence[UUID], now: datetime) -> None:
    """Of runs that are locked."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, [now, list(run_ids)])
