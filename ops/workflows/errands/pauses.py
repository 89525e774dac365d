"""Real times: leases and look-ups are the machines' business, and no clock of the house moves them."""

import time
from datetime import datetime, timedelta

from nessos.kernel import clock

#: How long a worker is believed to perform without a word from it; it renews its leases in a quarter of that.
LEASE = 8.0
RENEW = LEASE / 4
#: A worker whose heartbeat, each three seconds, is older than that has missed two.
SILENCE = 8.0
#: How long what looks abandoned is watched before it is taken over: whoever lives beats meanwhile, however long the
#: machine slept or the database was away.
WATCH = 3.0
#: A vendor may still be working at what gave no answer.
FIRST_LOOK_UP = 2.0
LONGEST_LOOK_UP = 3600.0
#: How long anything may be performed, or looked up, whose step sets no limit.
LONGEST = 300.0
LONGEST_LOOKING = 60.0
#: What a vendor's own time limit needs to be told before ours is over.
SLACK = 0.5


def moment_in(seconds: float) -> datetime:
    return clock.real_now() + timedelta(seconds=seconds)


def look_up_pause(tried: int) -> float:
    """Before the next look-up, when so many were in vain."""
    return min(LONGEST_LOOK_UP, FIRST_LOOK_UP * 2.0 ** min(tried, 20))


def steady() -> float:
    """Seconds that nobody sets; where the system can tell, they go on while the machine sleeps."""
    clock_id = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock_id is None else time.clock_gettime(clock_id)
