"""``/api/v1/``: ``workflows/``, ``schema/steps/``, ``runs/``, ``metrics/runs/``, ``approvals/``."""

from nessos.web.api.routers import RecordRouter
from ops.workflows.api import approvals, runs, workflows

router = RecordRouter()
for each in (workflows, runs, approvals):
    each.routes_add(router)
