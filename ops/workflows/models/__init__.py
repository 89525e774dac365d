from ops.workflows.models.approvals import Approval, ApprovalLetter, ApprovalNote
from ops.workflows.models.attempts import BatchMark
from ops.workflows.models.errands import Errand
from ops.workflows.models.runs import Run, Step
from ops.workflows.models.workflows import Loaded, Version, Workflow

__all__ = [
    "Approval",
    "ApprovalLetter",
    "ApprovalNote",
    "BatchMark",
    "Errand",
    "Loaded",
    "Run",
    "Step",
    "Version",
    "Workflow",
]
