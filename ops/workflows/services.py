"""Writes: workflows and their versions, runs by hand, cancelling."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from nessos.kernel import clock
from nessos.kernel.context import current, trace_ensure
from ops.workflows.errors import NotPublished, RunEnded, WorkflowArchived, WorkflowInvalid
from ops.workflows.models import Run, Version, Workflow
from ops.workflows.recording import open_steps_cancel
from ops.workflows.starting import Start, runs_start

Errors = list[dict[str, str]]


@transaction.atomic
def workflow_save(
    *,
    slug: str,
    steps: list[dict[str, Any]] | None = None,
    errors: Errors | None = None,
    draft: bool = False,
    **fields: Any,
) -> Workflow:
    """Make or change a workflow; steps make a new version, published at once unless it is a ``draft``.

    ``errors`` is what was found wrong with the steps: only a draft may have any.
    """
    workflow = Workflow.objects.select_for_update(of=("self",)).filter(slug=slug).first() or Workflow(
        slug=slug
    )
    if workflow.archived_at is not None:
        raise WorkflowArchived(slug=slug)
    for name, value in fields.items():
        setattr(workflow, name, value)
    workflow.full_clean()
    workflow.save()
    if steps is not None:
        version = _version_make(workflow, steps, errors or [])
        if not draft:
            _version_publish(workflow, version)
    return workflow


@transaction.atomic
def workflow_publish(*, workflow: Workflow) -> Version:
    """Publish the newest version; one that is published already stays as it is."""
    locked = Workflow.objects.select_for_update(of=("self",)).get(pk=workflow.pk)
    if locked.archived_at is not None:
        raise WorkflowArchived(slug=locked.slug)
    version = locked.versions.order_by("-number").first()
    if version is None:
        raise NotPublished(slug=locked.slug)
    if locked.published_id != version.pk:
        _version_publish(locked, version)
    return version


@transaction.atomic
def run_trigger(*, workflow: Workflow, payload: Mapping[str, Any], user_id: int | None = None) -> Run:
    """Start a run by hand, of the published version; the trigger and its condition are not asked."""
    found = Workflow.objects.get(pk=workflow.pk)
    if found.archived_at is not None:
        raise WorkflowArchived(slug=found.slug)
    if found.published_id is None:
        raise NotPublished(slug=found.slug)
    start = Start(
        workflow_id=found.pk,
        version_id=found.published_id,
        payload=dict(payload),
        trace_id=trace_ensure(),
        depth=current().depth,
        triggered_by=user_id,
    )
    return runs_start([start])[0]


@transaction.atomic
def run_cancel(*, run: Run) -> Run:
    """At once and for ever: it waits for a batch that works at the run, and no later one finds a step of it due."""
    locked = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.ended_at is not None:
        raise RunEnded(run=locked.pk, status=locked.status)
    now = clock.now()
    locked.status, locked.ended_at = Run.Status.CANCELLED, now
    locked.save(update_fields=["status", "ended_at"])
    open_steps_cancel([locked.pk], now)
    return locked


def _version_make(workflow: Workflow, steps: list[dict[str, Any]], errors: Errors) -> Version:
    newest = workflow.versions.aggregate(newest=Max("number"))["newest"] or 0
    return Version.objects.create(workflow=workflow, number=newest + 1, steps=steps, errors=errors)


def _version_publish(workflow: Workflow, version: Version) -> None:
    if version.errors:
        raise WorkflowInvalid(slug=workflow.slug, errors=version.errors)
    if version.published_at is None:
        version.published_at = clock.now()
        version.save(update_fields=["published_at"])
    workflow.published = version
    workflow.save(update_fields=["published"])
