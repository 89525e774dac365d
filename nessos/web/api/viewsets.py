"""Rows over HTTP: a room declares a viewset, and these do the rest."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from nessos.web import access
from nessos.web.api.filters import RoomFilters, RoomOrdering, RoomSearch, list_parameters
from nessos.web.api.idempotency import idempotent
from nessos.web.api.paging import CursorPages
from nessos.web.api.views import RoomView


class RecordReads(RoomView, viewsets.ReadOnlyModelViewSet[Any]):
    """List and detail of the rows that the person may see."""

    queryset: QuerySet[Any]
    serializer: ClassVar[type[BaseSerializer[Any]]]
    #: Names, or names with their lookups: ``("status",)``, ``{"created_at": ["gte", "lt"]}``.
    filters: ClassVar[tuple[str, ...] | dict[str, list[str]]] = ()
    #: Columns in which ``?search=`` looks.
    search: ClassVar[tuple[str, ...]] = ()
    #: What ``?ordering=`` may name; the first entry, with its sign, is the order without it.
    ordering: ClassVar[tuple[str, ...]] = ("-created_at",)

    filter_backends = (RoomFilters, RoomSearch, RoomOrdering)
    pagination_class = CursorPages

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return self.serializer

    def get_queryset(self) -> QuerySet[Any]:
        return access.visible(self.request.user, super().get_queryset())

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def parameters_known(self) -> set[str]:
        known = super().parameters_known()
        return known | list_parameters(self) if self.action == "list" else known

    def get_object(self) -> Any:
        self._key_given()
        return super().get_object()

    def object_lock(self) -> Any:
        """The row of this address, locked until the transaction ends, and read after the lock was had."""
        try:
            rows = self.queryset.model._base_manager.filter(**{self.lookup_field: self._key_given()})
            list(rows.order_by().select_for_update().values_list("pk"))
        except (ValidationError, ValueError) as error:  # no id at all
            raise Http404 from error
        return self.get_object()

    def _key_given(self) -> str:
        key: str = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        if "\x00" in key:
            raise Http404
        return key


class RecordViewSet(RecordReads, viewsets.ModelViewSet[Any]):
    """And their writes: each one transaction, checked by the model, announced by it, and within the person's own rows.

    A room whose rows are written by services names them: ``services = {"create": lead_create}``. ``create`` is called
    with the fields; ``update`` and ``delete`` also with the row, under the model's name: ``lead_update(lead=…, …)``.
    """

    services: ClassVar[dict[str, Callable[..., Any]]] = {}

    @idempotent
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            serializer = self.get_serializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            row = self.row_create(serializer)
            access.assert_writable(request.user, row)
            data = self._row_show(row)
        address = f"{request.path.rstrip('/')}/{getattr(row, self.lookup_field)}/"
        return Response(data, status=status.HTTP_201_CREATED, headers={"Location": address})

    def update(self, request: Request, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.object_lock()
            # Before as well: else one could take a row by making it one's own.
            access.assert_writable(request.user, row)
            serializer = self.get_serializer(row, data=request.data, partial=partial)
            serializer.is_valid(raise_exception=True)
            row = self.row_update(row, serializer)
            access.assert_writable(request.user, row)
            data = self._row_show(row)
        return Response(data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.object_lock()
            access.assert_writable(request.user, row)
            self.row_delete(row)
        return Response(status=status.HTTP_204_NO_CONTENT)

    # --- The room's service where it names one, else the model's own save ----------------------------------------
    def row_create(self, serializer: BaseSerializer[Any]) -> Model:
        service = self.services.get("create")
        made: Model = service(**serializer.validated_data) if service else serializer.save()
        return made

    def row_update(self, row: Model, serializer: BaseSerializer[Any]) -> Model:
        service = self.services.get("update")
        if service is None:
            return serializer.save()  # type: ignore[no-any-return]
        row.refresh_from_db()  # the check tried the new values on it; the service compares them with the old
        return service(**self._named(row), **serializer.validated_data)  # type: ignore[no-any-return]

    def row_delete(self, row: Model) -> None:
        service = self.services.get("delete")
        if service:
            service(**self._named(row))
        else:
            row.delete()

    def _named(self, row: Model) -> dict[str, Model]:
        return {str(row._meta.model_name): row}

    def _row_show(self, row: Model) -> Any:
        if self.queryset.query.annotations:
            row = self.queryset.all().get(pk=row.pk)
        return self.get_serializer(row).data
