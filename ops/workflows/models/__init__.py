from ops.workflows.models.attempts import BatchMark
from ops.workflows.models.runs import Run, Step
from ops.workflows.models.workflows import Version, Workflow

__all__ = ["BatchMark", "Run", "Step", "Version", "Workflow"]
