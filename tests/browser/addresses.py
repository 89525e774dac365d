"""Every page there is: the tables of the registry, and what the rooms add to the sidebar."""

from django.contrib import admin
from django.urls import reverse

from nessos.web.admin.navigation import sidebar_pages


def lists() -> list[str]:
    """The list of every table."""
    metas = sorted((model._meta.app_label, str(model._meta.model_name)) for model in admin.site._registry)
    return [reverse(f"admin:{app}_{model}_changelist") for app, model in metas]


def pages() -> list[str]:
    """Pages that are no tables."""
    named = [reverse(entry.url_name) for entry in sidebar_pages()]
    plain = ["admin:index", "admin:password_change"]
    return list(
        dict.fromkeys([reverse(name) for name in plain] + [path for path in named if path not in lists()])
    )
