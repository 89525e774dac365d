"""Writes: workflows and their versions, runs by hand, cancelling."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction

from nessos.kernel import clock
from nessos.kernel.context import current, trace_ensure
from ops.workflows.checking import Errors, definition_check
from ops.workflows.errors import (
    NotPublished,
    PublishingForbidden,
    ReviewOffForbidden,
    RunEnded,
    WorkflowArchived,
    WorkflowInvalid,
)
from ops.workflows.models import Run, Version, Workflow
from ops.workflows.recording import open_steps_cancel
from ops.workflows.starting import Start, runs_start

#: Who saves without having this saves drafts.
PUBLISH = "workflows.publish_workflow"
_TRIGGER = ("trigger_module", "trigger_event", "trigger_condition")

Steps = list[dict[str, Any]]
#: Steps that are not given stay as they are; a null is no list of steps, and a fault.
KEPT: Any = object()


class Person(Protocol):
    def has_perm(self, perm: str) -> bool: ...


@transaction.atomic
def workflow_create(
    *, slug: str, steps: Any, draft: bool = False, by: Person | None = None, **fields: Any
) -> Workflow:
    """Make a workflow; its steps are checked, and published unless it is a ``draft``, which may have faults.

    ``by`` is the person whose permissions count; none: the house itself.
    """
    return _write(Workflow(slug=slug), fields, steps, draft=draft, by=by)


@transaction.atomic
def workflow_update(
    *, workflow: Workflow, steps: Any = KEPT, draft: bool = False, by: Person | None = None, **fields: Any
) -> Workflow:
    """Change a workflow; other steps than its newest ones make a new version, and the same ones none."""
    return _write(_lock(workflow), fields, steps, draft=draft, by=by)


@transaction.atomic
def workflow_save(*, slug: str, steps: Any = KEPT, **given: Any) -> Workflow:
    """Make the workflow of this slug, or change the one there is."""
    workflow = Workflow.objects.live().filter(slug=slug).first()
    if workflow is None:
        return workflow_create(slug=slug, steps=steps, **given)
    return workflow_update(workflow=workflow, steps=steps, **given)


@transaction.atomic
def workflow_publish(*, workflow: Workflow) -> Version:
    """Publish the newest version, checked anew; one that is published already stays as it is."""
    locked = _lock(workflow)
    version = version_newest(locked)
    if version is None:
        raise NotPublished(slug=locked.slug)
    if locked.published_id != version.pk:
        version_check(locked, version)
        _version_publish(locked, version)
    return version


@transaction.atomic
def workflow_activate(*, workflow: Workflow, is_active: bool) -> Workflow:
    """Whether events start it. Only what is published can be active."""
    locked = _lock(workflow)
    if is_active and locked.published_id is None:
        raise NotPublished(slug=locked.slug)
    locked.is_active = is_active
    locked.save(update_fields=["is_active"])
    return locked


@transaction.atomic
def workflow_delete(*, workflow: Workflow) -> None:
    """What never ran nor could have is gone; all else is archived with its versions and runs. Open runs go on."""
    locked = _lock(workflow)
    if locked.published_id is None and not locked.runs.exists():
        locked.versions.all().delete()
        locked.delete()
        return
    locked.archived_at = clock.now()
    locked.save(update_fields=["archived_at"])


def version_newest(workflow: Workflow) -> Version | None:
    """Drafts included. Not by way of the workflow, which may have been read with some of its versions only."""
    versions = Version.objects.filter(workflow=workflow).order_by("-number")
    return None if workflow._state.adding else versions.first()


def version_check(workflow: Workflow, version: Version) -> None:
    """Note on a draft what is wrong with it now: what it names may have come or gone since it was saved."""
    if version.published_at is None:
        version.errors = definition_check(version.steps, *_trigger_of(workflow))
        version.save(update_fields=["errors"])


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
        raise RunEnded(run=locked.pk, status=locked.get_status_display())
    now = clock.now()
    locked.status, locked.ended_at = Run.Status.CANCELLED, now
    locked.save(update_fields=["status", "ended_at"])
    open_steps_cancel([locked.pk], now)
    return locked


# --- Saving ---------------------------------------------------------------------------------------------------------
def _write(
    workflow: Workflow, fields: Mapping[str, Any], steps: Any, *, draft: bool, by: Person | None
) -> Workflow:
    newest, trigger = version_newest(workflow), _trigger_of(workflow)
    for name, value in fields.items():
        setattr(workflow, name, value)
    errors = [] if steps is KEPT else _steps_check(workflow, newest, steps, draft=draft, by=by)
    is_moved = trigger != _trigger_of(workflow)
    if is_moved and workflow.published is not None and (steps is KEPT or draft):
        _published_check(workflow, workflow.published)
    workflow.full_clean()
    workflow.save()
    if steps is not KEPT:
        version = _version_take(workflow, newest, steps, errors)
        if not draft:
            _version_publish(workflow, version)
    elif is_moved and newest is not None:
        version_check(workflow, newest)
    return workflow


def _lock(workflow: Workflow) -> Workflow:
    """It waits for whoever changes it; events that start runs of it do not wait."""
    locked = Workflow.objects.select_for_update(of=("self",), no_key=True).get(pk=workflow.pk)
    if locked.archived_at is not None:
        raise WorkflowArchived(slug=locked.slug)
    return locked


def _steps_check(
    workflow: Workflow, newest: Version | None, steps: Any, *, draft: bool, by: Person | None
) -> Errors:
    """What is wrong with a draft; with what is to be published, nothing may be. A draft is a list, too."""
    if by is not None and not by.has_perm(PUBLISH):
        _draft_only_check(steps, newest, draft=draft)
    errors = definition_check(steps, *_trigger_of(workflow))
    if errors and not (draft and isinstance(steps, list)):
        raise WorkflowInvalid(slug=workflow.slug, errors=errors)
    return errors


def _draft_only_check(steps: Any, newest: Version | None, *, draft: bool) -> None:
    if not draft:
        raise PublishingForbidden(permission=PUBLISH)
    if names := reviews_off(steps) - reviews_off(newest.steps if newest else []):
        raise ReviewOffForbidden(steps=", ".join(sorted(names)), permission=PUBLISH)


def reviews_off(steps: Any) -> set[str]:
    """The reviews by people that are switched off in a document, whatever else it holds."""
    given = [each for each in steps if isinstance(each, Mapping)] if isinstance(steps, list) else []
    return {
        str(each.get("name")) for each in given if each.get("type") == "human_review" and each.get("disabled")
    }


def _published_check(workflow: Workflow, published: Version) -> None:
    """A trigger takes effect at once: what is published has to fit it."""
    if errors := definition_check(published.steps, *_trigger_of(workflow)):
        raise WorkflowInvalid(slug=workflow.slug, errors=errors)


def _trigger_of(workflow: Workflow) -> tuple[str, str, str]:
    module, event, condition = (getattr(workflow, name) for name in _TRIGGER)
    return module, event, condition


def _version_take(workflow: Workflow, newest: Version | None, steps: Steps, errors: Errors) -> Version:
    if newest is None or _plain(newest.steps) != _plain(steps):
        number = newest.number + 1 if newest else 1
        return Version.objects.create(workflow=workflow, number=number, steps=steps, errors=errors)
    if newest.published_at is None and newest.errors != errors:
        newest.errors = errors
        newest.save(update_fields=["errors"])
    return newest


def _plain(steps: Any) -> str:
    """Python takes 1 for true; JSON does not."""
    return json.dumps(steps, sort_keys=True)


def _version_publish(workflow: Workflow, version: Version) -> None:
    if version.errors:
        raise WorkflowInvalid(slug=workflow.slug, errors=version.errors)
    if version.published_at is None:
        version.published_at = clock.now()
        version.save(update_fields=["published_at"])
    if workflow.published_id != version.pk:
        workflow.published = version
        workflow.save(update_fields=["published"])
