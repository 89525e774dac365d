"""The OpenAPI document says what is true of every address: its problems, its headers, and what a body may hold."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from nessos.web.api import fields
from nessos.web.api.idempotency import HEADER as KEY_HEADER
from nessos.web.api.problem_shape import MEDIA_TYPE
from nessos.web.api.serializers import KnownFieldsOnly

_EVERYWHERE = {
    "400": "Something in the request is not valid; `errors` says what.",
    "401": "No login, or a token that is not valid.",
    "403": "The permission is missing, or the row is not yours.",
    "404": "There is no such record, or you may not see it.",
    "406": "Only JSON is spoken here.",
    "429": "Too many requests: wait as long as `Retry-After` says.",
    "503": "Not available right now: repeat it as soon as `Retry-After` says.",
}
_WRITING = {
    "409": "It contradicts what is stored, or what someone else is doing.",
    "413": "The body is too large.",
    "415": "Bodies are JSON.",
}
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "urn:nessos:problem: and a stable code."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {
                    "path": {
                        "type": "string",
                        "description": 'Such as `steps[2].expression`; "" is the whole.',
                    },
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_TRACE_HEADER = {
    "X-Request-ID": {
        "schema": {"type": "string"},
        "description": "The trace of all that this request causes; taken over from the request when it is a sane one.",
    }
}
_RETRY_HEADER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
_KEY_PARAMETER = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": r"^[!-~]{1,255}$"},
    "description": "The same key with the same body is answered with the first answer again, for at least a day.",
}


class RoomSchema(AutoSchema):
    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        if self._takes_key():
            operation["parameters"] = [*operation.get("parameters", []), _KEY_PARAMETER]
        for code, description in (_EVERYWHERE | (_WRITING if self.method in _WRITES else {})).items():
            operation["responses"].setdefault(code, self._problem(code, description))
        for response in operation["responses"].values():
            response["headers"] = {**response.get("headers", {}), **_TRACE_HEADER}
        return operation

    def _takes_key(self) -> bool:
        name = getattr(self.view, "action", None) or self.method.lower()
        return self.method == "POST" and hasattr(getattr(self.view, name, None), "takes_idempotency_key")

    def _problem(self, code: str, description: str) -> dict[str, Any]:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name="Problem", type=ResolvedComponent.SCHEMA, schema=_PROBLEM, object="nessos.Problem"
        )
        self.registry.register_on_missing(component)
        answer: dict[str, Any] = {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": component.ref}},
        }
        return answer | ({"headers": dict(_RETRY_HEADER)} if code in {"429", "503"} else {})

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        made = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(serializer, KnownFieldsOnly):
            made["additionalProperties"] = False
        if not type(serializer).__doc__:
            made.pop("description", None)  # inherited: it tells writers of serializers how, not readers what
        return made

    def _map_serializer_field(self, field: Any, direction: str, *options: Any) -> Any:
        made = super()._map_serializer_field(field, direction, *options)  # type: ignore[no-untyped-call]
        return _as_taken(field, made) if direction == "request" and made is not None else made


def _as_taken(field: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """What is accepted, where that is another set of values than what is answered."""
    match field:
        case fields.AmountField():
            whole = max(1, field.max_whole_digits or 1)
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            decimals = rf"(\.[0-9]{{1,{field.decimal_places}}})?" if field.decimal_places else ""
            return {**schema, "type": [*types, "number"], "pattern": rf"^-?[0-9]{{1,{whole}}}{decimals}$"}
        case fields.DayField() | fields.MomentField():
            return {**schema, "pattern": r"^(19|20|21)[0-9]{2}-"}
        case fields.TextField() if not field.allow_blank and "pattern" not in schema:
            return {**schema, "pattern": r"\S"}
    return schema
