"""``POST /api/v1/workflows/{slug}/dry-run/``: a part of the view of workflows."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.eventlog.models import ModuleEvent
from nessos.web.api import fields
from nessos.web.api.serializers import StrictSerializer
from ops.workflows.api.runs import RunSerializer, StepSerializer
from ops.workflows.rehearsing import run_rehearse


class DryRunAskSerializer(StrictSerializer):
    """Either the payload of a run by hand, or the event that would start it."""

    payload = serializers.DictField(required=False)
    event = fields.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "payload" in attrs and "event" in attrs:
            raise serializers.ValidationError({"event": _("Give either a payload or an event.")})
        return attrs

    def validate_event(self, value: UUID) -> ModuleEvent:
        event = ModuleEvent.objects.filter(pk=value).first()
        if event is None:
            raise serializers.ValidationError(_("There is no such event."))
        return event


class DryStepSerializer(StepSerializer):
    would = fields.TextField(allow_blank=True)


class TriggerSerializer(StrictSerializer):
    starts = fields.TruthField()
    reason = fields.TextField()


class DryRunSerializer(RunSerializer):
    """A run that was never made: its ``id`` is null."""

    steps = DryStepSerializer(many=True)
    trigger = TriggerSerializer()


class DryRunMixin:
    """For the view of workflows, in front of its bases."""

    #: It reads what its steps read, as a run by hand does.
    dry_run_permissions: ClassVar[dict[str, tuple[str, ...]]] = {"dry_run": ("workflows.trigger_workflow",)}

    @extend_schema(request=DryRunAskSerializer, responses=DryRunSerializer)
    @action(detail=True, methods=["post"], url_path="dry-run")
    def dry_run(self, request: Request, **_named: Any) -> Response:
        """The run that the newest version, draft included, would make. Nothing is written, sent or paid for."""
        asked = DryRunAskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        workflow = self.get_object()  # type: ignore[attr-defined]
        return Response(DryRunSerializer(run_rehearse(workflow=workflow, **asked.validated_data)).data)
