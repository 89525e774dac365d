"""Addresses of a room: ``router = RecordRouter()``, ``router.register("leads", LeadViewSet)``."""

from typing import Any

from django.urls import URLPattern, path
from rest_framework.routers import SimpleRouter


class RecordRouter(SimpleRouter):
    """Viewsets by ``register``, single views by ``view``; single ones first, so that ``schema/steps/`` is no id."""

    def __init__(self) -> None:
        super().__init__()
        self._views: list[URLPattern] = []

    def view(self, address: str, view: Any, name: str) -> None:
        self._views.append(path(address, view.as_view(), name=name))

    def get_urls(self) -> list[Any]:
        return [*self._views, *super().get_urls()]

    def get_default_basename(self, viewset: Any) -> str:
        """ "growth-lead": rooms share one name space of addresses."""
        meta = viewset.queryset.model._meta
        return f"{meta.app_label}-{meta.model_name}"
