"""Addresses of the desk's pages."""

from django.db.models import Model
from django.urls import NoReverseMatch, reverse


def admin_link(record: Model) -> str:
    """The record's page, empty when it has none."""
    meta = record._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


def list_link(model: type[Model], query: str = "") -> str:
    """The list of a table, with a filter behind it: ``list_link(Lead, "status__exact=new")``."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{query}" if query else url
