"""Loads the reference rows: roles, and what each room ships. Running it again changes nothing."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.module_loading import module_has_submodule

from nessos.accounts.roles import roles_ensure


class Command(BaseCommand):
    help = "Load the reference rows (roles and what the rooms ship). Never overwrites what a person edited."

    def handle(self, *_args: Any, **_options: Any) -> None:
        roles_ensure()
        for config in apps.get_app_configs():
            if config.module is not None and module_has_submodule(config.module, "reference"):
                import_module(f"{config.name}.reference").reference_ensure()
