"""Identifiers: UUIDv7 (RFC 9562), so that rows sort by age and an id can be given before the insert."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = [0]


def uuid7() -> UUID:
    """A new id, greater than every earlier one of this process."""
    # Milliseconds with a 12-bit fraction below them: RFC 9562's method 3, which keeps a burst in order.
    ticks = (time.time_ns() << 12) // 1_000_000
    with _lock:
        ticks = _last[0] = max(ticks, _last[0] + 1)
    high = (ticks >> 12) << 16 | 0x7000 | ticks & 0xFFF
    low = 0x8000_0000_0000_0000 | int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=high << 64 | low)
