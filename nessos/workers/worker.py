"""Who a worker process is, for one life of it."""

import os
import socket
from dataclasses import dataclass, field
from uuid import UUID

from nessos.kernel.ids import uuid7


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Its ``id`` stands in leases, and is the id of its heartbeat: a dead one's leases can be told by it."""

    cluster: str
    host: str
    pid: int
    id: UUID = field(default_factory=uuid7)


def worker_here() -> Worker:
    """This process. Started by hand and without a name, its cluster is called after the process above it."""
    host = socket.gethostname()
    cluster = os.environ.get("NESSOS_CLUSTER") or f"{host}-{os.getppid()}"
    return Worker(cluster=cluster, host=host, pid=os.getpid())
