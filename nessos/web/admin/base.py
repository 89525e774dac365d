"""What every table's admin stands on: own rows, model permissions, lists that bear a million rows, told errors."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import ShowFacets
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from nessos.web.access import assert_writable, owner_fill, rule_of, sees_all, visible
from nessos.web.admin.checks import DeskChecks
from nessos.web.admin.choices import ReadableFilter, is_searchable, reads
from nessos.web.admin.deletion import deletion_read
from nessos.web.admin.fields import Fields
from nessos.web.admin.formatting import label_column, money_column, month_column, spelled_column
from nessos.web.admin.forms import DeskForm, seen_write, values_note
from nessos.web.admin.guarding import DeskChangeList, Guarded
from nessos.web.admin.paging import EstimatingPaginator
from nessos.web.admin.searching import rows_search


class RoomAdmin(Guarded, Fields, ModelAdmin):
    """See ``nessos/web/WHY.md`` for how a room uses it."""

    #: The sidebar's entry: a Material symbol, its place in the room's group, and whether it stands there at all.
    icon = "table_rows"
    navigation_order = 100
    in_navigation = True
    #: Columns for ``list_display``: a choice as a coloured label, an amount of money, a month, a CPF or a telephone.
    label_of = staticmethod(label_column)
    money_of = staticmethod(money_column)
    month_of = staticmethod(month_column)
    spelled_of = staticmethod(spelled_column)

    checks_class = DeskChecks
    paginator = EstimatingPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    list_filter_submit = True
    list_fullwidth = True
    warn_unsaved_form = True
    compressed_fields = True
    #: What an empty list says while no search and no filter narrows it.
    empty_text: Any = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = visible(request.user, super().get_queryset(request))
        joins = _name_joins(self.model)
        return rows.select_related(*joins) if joins else rows

    def get_list_select_related(self, request: HttpRequest) -> bool | Sequence[str]:
        """The foreign keys that the list shows, so that a page of fifty rows stays one query."""
        declared = super().get_list_select_related(request)
        if declared is True:
            return True
        shown = [
            name for name in self.get_list_display(request) if isinstance(name, str) and self._is_key(name)
        ]
        deeper = [f"{name}__{join}" for name in shown for join in self._name_joins_behind(name)]
        return [*(declared or ()), *shown, *deeper]

    def _name_joins_behind(self, name: str) -> Sequence[str]:
        target = self.opts.get_field(name).related_model
        return _name_joins(target) if isinstance(target, type) else ()

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        made = [self._filter_of(request, item) for item in super().get_list_filter(request)]
        return [item for item in made if item is not None]

    def _filter_of(self, request: HttpRequest, item: Any) -> Any:
        """A filter by related rows names them: it is left out for whoever may not read these."""
        if not isinstance(item, str) or not self._is_key(item):
            return item
        field: Any = self.opts.get_field(item)
        if not reads(request, field.remote_field.model):
            return None
        can_search = is_searchable(request, self.admin_site, field)
        return (item, AutocompleteSelectFilter if can_search else ReadableFilter)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return DeskChangeList

    def _is_key(self, name: str) -> bool:
        try:
            return isinstance(self.opts.get_field(name), ForeignKey)
        except FieldDoesNotExist:
            return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return rows_search(queryset, self.get_search_fields(request), search_term), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Unfold asks with the row's id in places, Django with the row."""
        rule = rule_of(self.model)
        if obj is None or rule is None or sees_all(request.user, self.model):
            return True
        pk = obj.pk if isinstance(obj, Model) else obj
        known: dict[Any, bool] = request.__dict__.setdefault("desk_may_write", {})
        key = (self.model, str(pk))
        if key not in known:
            known[key] = self.model._default_manager.filter(rule.write(request.user), pk=pk).exists()  # type: ignore[arg-type]
        return known[key]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """While saving, the row is locked first: the second of two editors reads what the first one wrote."""
        record = super().get_object(request, object_id, from_field)
        if record is None:
            return None
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            list(self.model._base_manager.select_for_update().filter(pk=record.pk).values_list("pk"))
            record = super().get_object(request, object_id, from_field)
        if record is not None:
            values_note(record)
        return record

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT002  (Django's)
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (DeskForm, made), {"desk_request": request})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if context.get("original") is not None:
            context["seen"] = seen_write(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        owner_fill(request.user, obj)
        self.row_save(request, obj, form, change)
        try:
            assert_writable(request.user, obj)
        except PermissionDenied as error:
            raise ValidationError(str(error)) from error

    def row_save(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Where a room calls its service instead of ``obj.save()``."""
        super().save_model(request, obj, form, change)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, so that each deletion is announced."""
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return deletion_read(list(objs), request, self.admin_site)


def _name_joins(model: type[Model]) -> Sequence[str]:
    """The foreign keys that a row's name is made of, which a model may declare: a page of names stays one query."""
    joins: Sequence[str] = getattr(model, "name_joins", ())
    return joins


class ReadOnlyAdmin(RoomAdmin):
    """Looked at, never written: logs, ledgers, mail that was sent."""

    actions = ()
    warn_unsaved_form = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
