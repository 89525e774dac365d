"""Redis as the queue's broker, without which a cluster works on."""

from contextlib import suppress

from django_q.brokers.redis_broker import Redis
from redis import RedisError


class PatientRedis(Redis):  # type: ignore[misc]
    """What must happen is in PostgreSQL: a cluster whose Redis is away starts all the same, and its workers see to it.

    django-q2's own would not start. Its pusher asks for background jobs again every ten seconds.
    """

    def ping(self) -> bool:
        try:
            return bool(super().ping())  # it logs that it could not
        except RedisError:
            return False

    def set_stat(self, key: str, value: str, timeout: int) -> None:
        """Twice a second, for a page that we do not show: not worth a line in the log each time."""
        with suppress(RedisError):
            super().set_stat(key, value, timeout)
