"""What the web forgets, and when."""

from datetime import timedelta

from nessos.kernel import clock
from nessos.web.models import IdempotencyKey, RateWindow

#: A client may repeat a request for a day; the second day is for those whose clocks are off.
KEYS_KEPT = timedelta(hours=48)
#: The longest window of a throttle, in real time.
WINDOW_LONGEST = timedelta(days=1)


def idempotency_prune() -> int:
    """Delete the answers that nobody may ask for any more; says how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEYS_KEPT).delete()
    return deleted


def windows_prune() -> int:
    """Delete the counters of those who have not asked since yesterday; says how many."""
    deleted, _by_model = RateWindow.objects.filter(opened_at__lt=clock.real_now() - WINDOW_LONGEST).delete()
    return deleted
