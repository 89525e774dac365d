"""System checks: the ways in which an announcing row could change in silence."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from nessos.eventlog.announcing import Announcing, AnnouncingManager
from nessos.eventlog.catalogue import announced_models

_SILENT: dict[Any, str] = {
    models.SET_NULL: "SET_NULL",
    models.CASCADE: "CASCADE",
    models.SET_DEFAULT: "SET_DEFAULT",
}


@register
def announcing_check(**_options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, Announcing):
            found += model_check(model)
    return found + _check_types()


def model_check(model: type[models.Model]) -> list[CheckMessage]:
    return [*_check_keys(model), *_check_managers(model)]


def _check_keys(model: type[models.Model]) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label}.{field.name} uses {_SILENT[field.remote_field.on_delete]}: deleting its target "
            "would change this announcing row without an event.",
            hint="Use on_delete=PROTECT, and say in a service what happens to the rows.",
            id="eventlog.E001",
        )
        for field in model._meta.concrete_fields
        if field.remote_field is not None and getattr(field.remote_field, "on_delete", None) in _SILENT
    ]


def _check_managers(model: type[models.Model]) -> list[CheckMessage]:
    managers = {"default": model._default_manager, "base": model._base_manager}
    return [
        Error(
            f"The {kind} manager of {model._meta.label} does not announce: its bulk calls would pass in silence.",
            hint="Derive the manager from AnnouncingManager, and inherit Announcing.Meta or set base_manager_name.",
            id="eventlog.E002",
        )
        for kind, manager in managers.items()
        if not isinstance(manager, AnnouncingManager)
    ]


def _check_types() -> list[CheckMessage]:
    announcing = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Announcing)}
    return [
        Error(
            f"An event type is announced by {label}, which is not an Announcing model.",
            hint="Let the model inherit Announcing, or correct of=… in events.py.",
            id="eventlog.E003",
        )
        for label in announced_models()
        if label not in announcing
    ]
