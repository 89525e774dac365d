"""What a list may be narrowed, searched and ordered by; whatever else is asked is refused, never ignored."""

from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters import BaseInFilter, BooleanFilter, ChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from nessos.kernel.fields import FoldedField
from nessos.kernel.text import fold
from nessos.web.api import limits
from nessos.web.api.views import parameters_check

SEARCH, ORDERING = "search", "ordering"
SEARCH_LONGEST = 200


class KnownParameters(BaseFilterBackend):
    """Refuses the query parameters that no backend of the view reads. ``RoomView`` asks the same of every method."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        parameters_check(
            request, list_parameters(view) | set(getattr(view, "parameters", {}).get("list", ()))
        )
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


class RoomFilters(DjangoFilterBackend):
    """``filters`` of a view: names, or names with their lookups. The set is made once for each view."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> Any:
        if getattr(view, "filterset_class", None) is not None:
            return view.filterset_class
        kind: Any = type(view)
        return _filterset_make(kind) if getattr(view, "filters", None) else None

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ValidationError({name: list(messages) for name, messages in filterset.errors.items()})
        found: QuerySet[Any] = filterset.qs
        return found


class RoomSearch(BaseFilterBackend):
    """``?search=``: every word must stand in one of the view's ``search`` columns; accents and case do not count
    where a column has a folded twin."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        text = request.query_params.get(SEARCH, "")
        columns = getattr(view, "search", ())
        if len(text) > SEARCH_LONGEST:
            raise ValidationError(
                {SEARCH: _("Search for %(most)d characters at most.") % {"most": SEARCH_LONGEST}}
            )
        for word in text.split() if columns else ():
            found = Q()
            for column in columns:
                found |= _word_find(queryset.model, column, word)
            queryset = queryset.filter(found)
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not getattr(view, "search", ()):
            return []
        schema = {"type": "string", "maxLength": SEARCH_LONGEST}
        return [_parameter(SEARCH, schema, f"Words to find in {', '.join(view.search)}.")]


class RoomOrdering(BaseFilterBackend):
    """``?ordering=name,-created_at``: out of the view's ``ordering``, whose first entry is the order without it."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        allowed = getattr(view, "ordering", ())
        if not allowed:
            return queryset
        wanted = [name.strip() for name in request.query_params.get(ORDERING, "").split(",")]
        names = [name for name in wanted if name] or [allowed[0]]
        known = {name.removeprefix("-") for name in allowed}
        unknown = [name for name in names if name.removeprefix("-") not in known]
        if unknown or len({name.removeprefix("-") for name in names}) != len(names):
            sentence = _("Order by each of these once at most: %(known)s.")
            raise ValidationError({ORDERING: sentence % {"known": ", ".join(sorted(known))}})
        return queryset.order_by(*(_by_twin(queryset.model, name) for name in names))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = sorted(name.removeprefix("-") for name in getattr(view, "ordering", ()))
        if not names:
            return []
        one = f"-?({'|'.join(names)})"
        schema = {"type": "string", "pattern": f"^({one}(,{one})*)?$"}
        return [_parameter(ORDERING, schema, f"One or more of {', '.join(names)}; with a minus, downwards.")]


def list_parameters(view: Any) -> set[str]:
    """The query parameters that a list of this view reads."""
    known: set[str] = set()
    if getattr(view, "pagination_class", None) is not None:
        known |= {view.pagination_class.parameter, *limits.NAMES}
    known |= {SEARCH} if getattr(view, "search", ()) else set()
    known |= {ORDERING} if getattr(view, "ordering", ()) else set()
    filterset = RoomFilters().get_filterset_class(view)
    return known | set(filterset.base_filters) if filterset else known


def folded_twin(model: type[models.Model], name: str) -> str | None:
    """The column that keeps this one folded, in the same table."""
    twins = (field for field in model._meta.concrete_fields if isinstance(field, FoldedField))
    return next((twin.name for twin in twins if twin.source == name), None)


# --- Filters ------------------------------------------------------------------------------------------------------
class _TruthFormField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(
            choices=[("true", "true"), ("false", "false")],
            coerce=lambda text: text == "true",
            empty_value=None,
            required=kwargs.get("required", False),
        )

    def to_python(self, value: Any) -> Any:
        return {"1": "true", "0": "false"}.get(value, str(value or "").lower())


class TruthFilter(BooleanFilter):
    """``true`` or ``false``: django-filter's own takes anything else for no filter at all."""

    field_class = _TruthFormField


class ChoicesFilter(BaseInFilter, ChoiceFilter):
    """``status__in=new,lost``: each of them a choice, where django-filter's own takes any text."""


class RoomFilterSet(FilterSet):
    class Meta:
        filter_overrides = {
            models.BooleanField: {"filter_class": TruthFilter},
        }

    @classmethod
    def filter_for_lookup(cls, field: Any, lookup_type: str) -> Any:
        if lookup_type == "in" and getattr(field, "choices", None):
            return ChoicesFilter, {"choices": field.choices}
        if lookup_type == "isnull":
            return TruthFilter, {}
        return super().filter_for_lookup(field, lookup_type)


@cache
def _filterset_make(view: Any) -> Any:
    model = view.queryset.model
    options = {"model": model, "fields": view.filters}
    meta = type("Meta", (RoomFilterSet.Meta,), options)
    return type(f"{model.__name__}Filters", (RoomFilterSet,), {"Meta": meta})


# --- Words and columns ----------------------------------------------------------------------------------------------
def _word_find(model: type[models.Model], path: str, word: str) -> Q:
    before, _sep, column = path.rpartition("__")
    twin = folded_twin(_model_at(model, before), column)
    if twin is None:
        return Q(**{f"{path}__icontains": word})
    folded = fold(word)
    return Q(**{f"{before}__{twin}__contains" if before else f"{twin}__contains": folded})


def _model_at(model: type[models.Model], path: str) -> type[models.Model]:
    for part in path.split("__") if path else ():
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    return model


def _by_twin(model: type[models.Model], name: str) -> str:
    sign = "-" if name.startswith("-") else ""
    before, separator, column = name.removeprefix("-").rpartition("__")
    twin = folded_twin(_model_at(model, before), column)
    return f"{sign}{before}{separator}{twin or column}"


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
