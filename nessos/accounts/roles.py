"""The roles of the house and what each may do: deny by default, one table, kept by ``roles_ensure``."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model

from nessos.accounts.models import RoleGrant

READ = ("view",)
WRITE = ("view", "add", "change", "delete")
OWN = ("view", "add", "change")
#: Who may ask agents, each of those about whose matters he may read anyway: an agent names the permission.
_ASKS = ("ai.run_agent",)

#: What was uploaded for everybody, or for a group of his; own rows say which.
_FINDS: dict[str, tuple[str, ...]] = {"ai.uploadeddocument": READ}

#: role → what it may do. ``app`` or ``app.model``; a bare ``app.codename`` in quotes is a single permission.
Grants = dict[str, tuple[str, ...]]
ROLES: dict[str, Grants] = {
    "admin": {"*": WRITE, "see_all": ("*",)},
    "growth": {"growth": WRITE, **_FINDS, "ops.playbook": READ, "see_all": ("growth",), "codes": _ASKS},
    "ops": {
        **_FINDS,
        "ops": WRITE,
        "workflows.workflow": WRITE,
        "workflows.version": READ,
        "workflows.run": READ,
        "workflows.step": READ,
        "growth.service": READ,
        "fin.contract": READ,
        "see_all": ("ops",),
        "codes": (
            *_ASKS,
            "eventlog.emit_event",
            "eventlog.view_moduleevent",
            "workflows.publish_workflow",
            "workflows.trigger_workflow",
            "workflows.cancel_run",
            "workflows.retry_run",
        ),
    },
    "fin": {
        **_FINDS,
        "fin": WRITE,
        "ops.performancemetric": READ,
        "see_all": ("fin",),
        "codes": (*_ASKS, "fin.view_profitability"),
    },
    "people": {"people": WRITE, **_FINDS, "ops.playbook": READ, "see_all": ("people",), "codes": _ASKS},
    "jur": {"jur": WRITE, **_FINDS, "fin.contract": READ, "see_all": ("jur",), "codes": _ASKS},
    "gov": {"gov": WRITE, **_FINDS, "see_all": ("gov",), "codes": _ASKS},
    "atendimento": {**_FINDS, "growth.lead": READ, "conversations": WRITE, "codes": _ASKS},
    "employee": {
        **_FINDS,
        "ops.playbook": READ,
        "ops.timeentry": OWN,
        "people.traininggap": OWN,
        "people.feedback360": OWN,
        "gov.policy": READ,
        "gov.policyversion": READ,
        "gov.policyacceptance": ("view", "add"),
    },
}


def roles_ensure() -> None:
    """Make every role, and give it what it was never given before: an administrator's edits stand."""
    with transaction.atomic():
        for role, grants in ROLES.items():
            group, _ = Group.objects.get_or_create(name=role)
            wanted = _expand(grants)
            given = set(RoleGrant.objects.filter(group=group).values_list("permission", flat=True))
            fresh = {label: pk for label, pk in wanted.items() if label not in given}
            group.permissions.add(*fresh.values())
            RoleGrant.objects.bulk_create(
                [RoleGrant(group=group, permission=label) for label in sorted(fresh)], ignore_conflicts=True
            )


def _expand(grants: Grants) -> dict[str, int]:
    wanted = set(_labels(grants))
    everything = {
        f"{app}.{code}": pk
        for pk, app, code in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    return {label: pk for label, pk in everything.items() if label in wanted or "*" in wanted}


def _labels(grants: Grants) -> Iterator[str]:
    for target, verbs in grants.items():
        if target == "*":
            yield "*"
        elif target == "codes":
            yield from verbs
        elif target == "see_all":
            yield from (
                f"{model._meta.app_label}.see_all_{model._meta.model_name}" for model in _models(verbs)
            )
        else:
            yield from (
                f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
                for model in _models((target,))
                for verb in verbs
            )


def _models(targets: tuple[str, ...]) -> Iterator[type[Model]]:
    for model in apps.get_models():
        meta = model._meta
        if "*" in targets or meta.app_label in targets or f"{meta.app_label}.{meta.model_name}" in targets:
            yield model
