"""Lists come in pages: ``{"next", "previous", "results"}``, no count: it can cost more than the page."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from nessos.web.api.cursors import Cursor
from nessos.web.api.keyset import Keys, keys_flip, keys_of, rows_past
from nessos.web.api.limits import MOST, NAMES, limit_read


class CursorPages(BasePagination):
    """Ordered by whatever the query is ordered by: a column, a related column, or a list of them, nulls and all."""

    parameter = "cursor"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = limit_read(request)
        keys = keys_of(queryset)
        token = request.query_params.get(self.parameter)
        cursor = Cursor.read(token, keys) if token else None
        backward = cursor is not None and cursor.backward
        rows = _rows_read(queryset, keys, cursor, limit + 1)
        more = len(rows) > limit
        rows = rows[:limit]
        if backward:
            rows.reverse()
        has_next, has_previous = (True, more) if backward else (more, cursor is not None)
        self._request, self._keys = request, keys
        self._next = self._link(rows[-1:], cursor, backward=False) if has_next else None
        self._previous = self._link(rows[:1], cursor, backward=True) if has_previous else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def _link(self, edge: list[Any], cursor: Cursor | None, *, backward: bool) -> str | None:
        url = self._request.build_absolute_uri()
        if edge:
            position = Cursor(values=[key.value_of(edge[0]) for key in self._keys], backward=backward)
        elif cursor is not None:
            # The rows of this page are gone. The way back includes the row that led here.
            position = Cursor(values=cursor.values, backward=backward, inclusive=True)
        else:
            return remove_query_param(url, self.parameter)
        return replace_query_param(url, self.parameter, position.write(self._keys))

    # --- OpenAPI --------------------------------------------------------------------------------------------------
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": dict(link), "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
        return [
            _parameter(self.parameter, {"type": "string"}, "Out of `next` or `previous` of another page."),
            *(_parameter(name, number, f"How many rows: at most {MOST} come.") for name in NAMES),
        ]


def _rows_read(queryset: QuerySet[Any], keys: Keys, cursor: Cursor | None, limit: int) -> list[Any]:
    if cursor is not None and cursor.backward:
        keys = keys_flip(keys)
    if cursor is not None:
        queryset = queryset.filter(rows_past(keys, cursor.values, inclusive=cursor.inclusive))
    return list(queryset.order_by(*(key.order() for key in keys))[:limit])


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
