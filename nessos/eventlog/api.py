"""The event log over HTTP: read it, add to it, and see what may be added."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.selectors import event_types, payload_shown
from nessos.eventlog.services import event_emit
from nessos.web.api import fields
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer, StrictSerializer
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordReads


@extend_schema_field({"type": ["string", "integer"], "maxLength": 200})
class IdentifierField(fields.TextField):
    """An id as its room writes it: text, or a whole number, kept as text."""

    def to_internal_value(self, data: Any) -> str:
        is_number = isinstance(data, int) and not isinstance(data, bool)
        return str(super().to_internal_value(str(data) if is_number else data))


class EventSerializer(RecordSerializer[ModuleEvent]):
    payload = serializers.SerializerMethodField()

    class Meta:
        model = ModuleEvent
        fields = (
            "id",
            "module",
            "event_type",
            "entity_id",
            "payload",
            "created_at",
            "trace_id",
            "caused_by",
            "depth",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_payload(self, event: ModuleEvent) -> dict[str, Any]:
        """Whoever emitted it gets back what he sent; a reader what he may read of it."""
        request = self.context.get("request")
        return event.payload if request is None else payload_shown(event, request.user)


class EventEmission(StrictSerializer):
    module = fields.TextField(max_length=40)
    event_type = fields.TextField(max_length=80)
    entity_id = IdentifierField(max_length=200, required=False, default="", allow_blank=True)
    payload = serializers.DictField(required=False, default=dict)


class EventTypeSerializer(StrictSerializer):
    name = fields.TextField()
    module = fields.TextField()
    event_type = fields.TextField()
    label = fields.TextField()  # type: ignore[assignment]  # our field's name, and an attribute of DRF's base
    schema = serializers.DictField()


class EventTypesSerializer(StrictSerializer):
    """Shaped as a page, of which there is one."""

    next = fields.TextField(allow_null=True)
    previous = fields.TextField(allow_null=True)
    results = EventTypeSerializer(many=True)


class EventViewSet(RecordReads):
    queryset = ModuleEvent.objects.all()
    serializer = EventSerializer
    filters = {
        "module": ["exact"],
        "event_type": ["exact"],
        "entity_id": ["exact"],
        "trace_id": ["exact"],
        "caused_by": ["exact"],
        "created_at": ["gte", "lt"],
    }
    search = ("entity_id", "event_type")
    ordering = ("-created_at", "created_at")
    permissions = {"create": ("eventlog.emit_event",)}

    @extend_schema(request=EventEmission, responses={201: EventSerializer})
    @idempotent
    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        given = EventEmission(data=request.data)
        given.is_valid(raise_exception=True)
        event = event_emit(**given.validated_data)
        address = f"{request.path.rstrip('/')}/{event.pk}/"
        return Response(EventSerializer(event).data, status=201, headers={"Location": address})


class EventTypes(RoomView):
    permissions = {"get": ("eventlog.view_moduleevent",)}

    @extend_schema(responses=EventTypesSerializer)
    def get(self, _request: Request) -> Response:
        rows = [
            {
                "name": kind.name,
                "module": kind.module,
                "event_type": kind.event_type,
                "label": str(kind.label),
                "schema": kind.schema,
            }
            for kind in event_types()
        ]
        return Response({"next": None, "previous": None, "results": rows})


router = RecordRouter()
router.register("events", EventViewSet)
router.view("event-types/", EventTypes, "event-types")
