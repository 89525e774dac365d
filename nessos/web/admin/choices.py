"""Which rows a person may choose from: those that he may read."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, RelatedFieldListFilter
from django.contrib.auth import get_permission_codename
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest

from nessos.web.access import visible


def reads(request: HttpRequest, model: type[Model]) -> bool:
    app = model._meta.app_label
    codes = [get_permission_codename(verb, model._meta) for verb in ("view", "change")]
    return any(request.user.has_perm(f"{app}.{code}") for code in codes)


def readable(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    rows = model._default_manager.all()
    return visible(request.user, rows) if reads(request, model) else rows.none()


def searchable_relations(request: HttpRequest, site: AdminSite, model: type[Model]) -> Iterable[str]:
    """The relations whose other side can be searched: a drop-down of a million rows helps nobody."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        if isinstance(field, RelatedField) and field.editable and is_searchable(request, site, field):
            yield field.name


def is_searchable(request: HttpRequest, site: AdminSite, field: Any) -> bool:
    other = field.remote_field.model
    desk = site._registry.get(other)
    return desk is not None and bool(desk.get_search_fields(request)) and reads(request, other)


class ReadableFilter(RelatedFieldListFilter):
    """Of a list, by related rows: those that the person may read, out of a table too small to be searched."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = readable(request, field.remote_field.model)
        ordering = self.field_admin_ordering(field, request, model_admin)
        found: list[tuple[Any, str]] = field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to=Q(pk__in=rows.order_by().values("pk"))
        )
        return found
