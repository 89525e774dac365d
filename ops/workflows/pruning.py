"""What is forgotten of runs, and when. Nothing open ever is."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ops.workflows.models import Run

#: Small enough that nobody waits long for the locks of one.
_BATCH = 1_000


def runs_prune(*, before: datetime, dry_run: bool = False) -> int:
    """Delete runs that ended earlier than that, with all that belongs to them, in batches. Answers how many."""
    if dry_run:
        return _ended(before).count()
    pruned = 0
    while batch := _batch_delete(before):
        pruned += batch
    return pruned


@transaction.atomic
def _batch_delete(before: datetime) -> int:
    """The run is locked first, as everywhere: one that is just being retried is left alone."""
    rows = _ended(before).order_by("started_at", "id").select_for_update(skip_locked=True, of=("self",))
    ids = list(rows.values_list("pk", flat=True)[:_BATCH])
    Run.objects.filter(pk__in=ids).delete()
    return len(ids)


def _ended(before: datetime) -> QuerySet[Run]:
    """What ended so long ago began even earlier: by that there is an index."""
    return Run.objects.filter(started_at__lt=before, ended_at__lt=before).order_by()
