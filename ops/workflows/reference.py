"""The workflows that the house ships: loaded once, and renewed for as long as nobody changed them.

They are loaded in the house's own language, inactive; with the demo they become active. One that names what the rooms
do not offer yet waits as a draft, and is published by the first load after they do.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from ops.workflows.errors import WorkflowInvalid
from ops.workflows.models import Loaded, Workflow
from ops.workflows.services import version_newest, workflow_activate, workflow_save
from ops.workflows.shipped import Shipped, shipped_workflows

_TEXTS = ("name", "description", "trigger_module", "trigger_event", "trigger_condition")


@transaction.atomic
def reference_ensure(*, with_demo: bool = False, workflows: Sequence[Shipped] | None = None) -> None:
    """Load what is missing, renew what is untouched; what a person made, changed or deleted stays as it is.

    Once loaded ``with_demo``, they stay so: what can be published only later becomes active then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workflows.reference'))")
    loaded = {row.slug: row for row in Loaded.objects.all()}
    is_demo = with_demo or any(row.with_demo for row in loaded.values())
    with translation.override(settings.LANGUAGE_CODE):
        for shipped in shipped_workflows() if workflows is None else workflows:
            note = loaded.get(shipped.slug)
            workflow = Workflow.objects.live().filter(slug=shipped.slug).first()
            if (note is None) == (workflow is None):
                _ensure(shipped, workflow, note or Loaded(slug=shipped.slug), with_demo=is_demo)


def _ensure(shipped: Shipped, workflow: Workflow | None, note: Loaded, *, with_demo: bool) -> None:
    if workflow is not None and _digest(_content_of(workflow)) != note.digest:
        return
    content = {**{name: getattr(shipped, name) for name in _TEXTS}, "steps": shipped.steps}
    is_new = note.digest != _digest(content)
    if workflow is None or is_new or workflow.published_id is None:
        workflow = _save(shipped.slug, workflow, content)
        note.digest = _digest(_content_of(workflow))
    note.with_demo = with_demo
    if with_demo and workflow.published_id is not None and not workflow.is_active and not note.is_active:
        workflow_activate(workflow=workflow, is_active=True)
        note.is_active = True
    note.save()


def _save(slug: str, workflow: Workflow | None, content: dict[str, Any]) -> Workflow:
    """Published where that is possible; else as a draft, unless an older version runs, which goes on."""
    given = content if workflow else {**content, "is_active": False}
    try:
        return workflow_save(slug=slug, **given)
    except WorkflowInvalid:
        if workflow is not None and workflow.published_id is not None:
            return workflow
        return workflow_save(slug=slug, draft=True, **given)


def _content_of(workflow: Workflow) -> dict[str, Any]:
    version = version_newest(workflow)
    steps = version.steps if version else []
    return {**{name: getattr(workflow, name) for name in _TEXTS}, "steps": steps}


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
