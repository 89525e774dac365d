"""The desk: workflows, runs, approvals."""

from ops.workflows.admin import approvals, runs, workflows  # noqa: F401  (they register on import)
