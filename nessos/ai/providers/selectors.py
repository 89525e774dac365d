"""Reads of models."""

from django.db.models import QuerySet

from nessos.ai.providers.models import ServedModel


def chat_models() -> QuerySet[ServedModel]:
    """Those that can be asked at the moment."""
    rows = ServedModel.objects.filter(kind=ServedModel.Kind.CHAT, is_active=True, provider__is_active=True)
    return rows.select_related("provider")
