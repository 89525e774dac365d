"""The event log to look at, and the deliveries that were given up, to try again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nessos.eventlog.delivery import delivery_replay
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.selectors import payload_shown
from nessos.web.admin import ReadOnlyAdmin, RoomTabularInline, json_block, row_action


class DeliveryInline(RoomTabularInline):
    model = Delivery
    fields = ("listener", "due_at", "attempts", "last_error", "given_up_at")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(ModuleEvent)
class ModuleEventAdmin(ReadOnlyAdmin):
    icon = "bolt"
    navigation_order = 40
    list_display = ("created_at", "name", "entity_id", "depth", "trace_id")
    list_filter = ("module",)
    search_fields = ("=entity_id", "=trace_id", "event_type")
    fields = ("name", "entity_id", "created_at", "trace_id", "caused_by", "depth", "payload_read")
    readonly_fields = fields
    inlines = (DeliveryInline,)

    @admin.display(description=_("event"), ordering="event_type")
    def name(self, event: ModuleEvent) -> str:
        return event.name

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        event = super().get_object(request, object_id, from_field)
        if event is not None:
            event.payload_for_reader = payload_shown(event, request.user)
        return event

    @admin.display(description=_("payload"))
    def payload_read(self, event: Any) -> str:
        return json_block(event.payload_for_reader)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    icon = "outgoing_mail"
    navigation_order = 50
    list_display = ("event", "listener", "due_at", "attempts", "given_up_at")
    list_filter = ("listener", ("given_up_at", admin.EmptyFieldListFilter))
    search_fields = ("listener",)
    fields = ("event", "listener", "due_at", "attempts", "last_error", "given_up_at")
    actions: Any = ("deliveries_replay",)
    empty_text = _(
        "Every listener has what it waits for. What could not be delivered stands here, to be tried again."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        rows: QuerySet[Delivery] = super().get_queryset(request)
        return rows.select_related("event")

    def has_replay_permission(self, request: HttpRequest, _row: Any = None) -> bool:
        return bool(request.user.has_perm("eventlog.change_delivery"))

    @row_action(_("Try again"), permissions=("replay",))
    def deliveries_replay(self, _request: HttpRequest, row: Delivery) -> None:
        delivery_replay(ids=[row.pk])
