"""What we know how to do, what a contract costs us, and what is on OPS's list."""

from ops.models.metrics import Indicator, PerformanceMetric
from ops.models.playbooks import Playbook, ServiceAction, ServiceActionPlaybook, Task
from ops.models.stock import StockItem
from ops.models.work import Chore, TimeEntry

__all__ = [
    "Chore",
    "Indicator",
    "PerformanceMetric",
    "Playbook",
    "ServiceAction",
    "ServiceActionPlaybook",
    "StockItem",
    "Task",
    "TimeEntry",
]
