"""``/api/v1/runs/`` and ``/api/v1/metrics/runs/``."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django_filters import CharFilter, UUIDFilter
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.web.api import fields
from nessos.web.api.filters import RoomFilterSet
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import StrictSerializer
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordReads
from ops.workflows.counting import runs_count
from ops.workflows.errands.resolving import errand_resolve
from ops.workflows.models import Run, Step, Workflow
from ops.workflows.repeating import run_retry
from ops.workflows.selectors import run_read, run_show, runs_shown
from ops.workflows.services import run_cancel


class StepSerializer(StrictSerializer):
    """What is set by the kind of the step: its input, its output."""

    name = fields.TextField()
    type = fields.TextField()
    status = fields.ChoiceField(choices=Step.Status.choices)
    attempt = fields.WholeField()
    input = serializers.JSONField(allow_null=True)
    output = serializers.JSONField(allow_null=True)
    error = fields.TextField(allow_blank=True)
    reason = fields.TextField(allow_blank=True)
    waiting_for = fields.TextField(allow_blank=True)
    due_at = fields.MomentField(allow_null=True)
    started_at = fields.MomentField(allow_null=True)
    ended_at = fields.MomentField(allow_null=True)


class RunSerializer(StrictSerializer):
    """A run, with all steps of its version."""

    id = fields.UUIDField(allow_null=True)
    workflow = fields.SlugField()
    version = fields.WholeField()
    status = fields.ChoiceField(choices=Run.Status.choices)
    trigger_payload = serializers.DictField()
    event = fields.UUIDField(allow_null=True)
    trace_id = fields.TextField(allow_blank=True)
    started_at = fields.MomentField()
    ended_at = fields.MomentField(allow_null=True)
    error = fields.TextField(allow_blank=True)
    steps = StepSerializer(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(run_read(instance) if isinstance(instance, Run) else instance)


class RunRetrySerializer(StrictSerializer):
    """``from_step``: this one and all that follows are run again, although they have ended."""

    from_step = fields.TextField(required=False, max_length=63)
    repeat_effects = fields.TruthField(required=False, default=False)


class StepResolveSerializer(StrictSerializer):
    """What became of a step of which nobody knows whether it happened."""

    step = fields.TextField(max_length=63)
    outcome = fields.ChoiceField(choices=["done", "failed", "again"])
    output = serializers.JSONField(required=False, allow_null=True, default=None)


class RunFilters(RoomFilterSet):
    workflow = CharFilter(method="workflow_filter")
    event = UUIDFilter(field_name="event_id")
    trace_id = CharFilter(field_name="trace_id")

    class Meta(RoomFilterSet.Meta):
        model = Run
        fields: ClassVar[dict[str, list[str]]] = {
            "status": ["exact", "in"],
            "started_at": ["gte", "lt"],
            "ended_at": ["gte", "lt", "isnull"],
        }

    def workflow_filter(self, rows: QuerySet[Run], _name: str, slug: str) -> QuerySet[Run]:
        """By id: behind a join PostgreSQL cannot walk the index in the order of the list. Archived ones share slugs."""
        found = list(Workflow.objects.filter(slug=slug).values_list("pk", flat=True))
        return rows.filter(workflow_id=found[0]) if len(found) == 1 else rows.filter(workflow_id__in=found)

    def filter_queryset(self, queryset: QuerySet[Run]) -> QuerySet[Run]:
        rows: QuerySet[Run] = super().filter_queryset(queryset)
        # What the statuses imply, said to the planner: open runs have an index of their own.
        is_open = self.form.cleaned_data.get("status") in ("pending", "running", "waiting")
        return rows.filter(ended_at__isnull=True) if is_open else rows


class RunViewSet(RecordReads):
    """Runs, newest first."""

    queryset = runs_shown()
    serializer = RunSerializer
    filterset_class = RunFilters
    search = ("workflow__slug", "workflow__name", "error")
    ordering = ("-started_at", "started_at")
    permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        "cancel": ("workflows.cancel_run",),
        "retry": ("workflows.retry_run",),
        "resolve": ("workflows.retry_run",),
    }

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_named: Any) -> Response:
        """At once and for ever; 409 when the run has ended."""
        _nothing_read(request)
        run_cancel(run=self.get_object())
        return self._answer(status=200)

    @extend_schema(request=RunRetrySerializer, responses={202: RunSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request: Request, **_named: Any) -> Response:
        """The same run goes on; 409 with what would be done outside once more, unless that is meant."""
        asked = RunRetrySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run_retry(run=self.get_object(), **asked.validated_data)
        return self._answer(status=202)

    @extend_schema(request=StepResolveSerializer, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, **_named: Any) -> Response:
        """Say what became of a step that is unknown; 409 for any other."""
        run = self.get_object()
        asked = StepResolveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        errand_resolve(run=run, **asked.validated_data)
        return self._answer(status=200)

    def _answer(self, *, status: int) -> Response:
        return Response(RunSerializer(run_show(UUID(str(self.kwargs["pk"])))).data, status=status)


class DayCountSerializer(StrictSerializer):
    day = fields.DayField()
    total = fields.WholeField()
    successful = fields.WholeField()
    failed = fields.WholeField()
    cancelled = fields.WholeField()
    active_executions = fields.WholeField()
    success_rate = fields.MeasureField()
    average_execution_time = fields.MeasureField()


class RunCountSerializer(StrictSerializer):
    """``success_rate``: 0–100, of successful and failed ones. ``average_execution_time``: seconds, of the same."""

    total = fields.WholeField()
    successful = fields.WholeField()
    failed = fields.WholeField()
    cancelled = fields.WholeField()
    active_executions = fields.WholeField()
    success_rate = fields.MeasureField()
    average_execution_time = fields.MeasureField()
    by_day = DayCountSerializer(many=True)


class RunCounts(RoomView):
    """How the runs went."""

    permissions = {"get": ("workflows.view_run",)}
    parameters = {"get": ("workflow", "since", "until")}

    @extend_schema(
        responses=RunCountSerializer,
        parameters=[
            OpenApiParameter("workflow", str, description="A workflow's slug."),
            OpenApiParameter("since", str, description="A day, or a moment: runs that began then or later."),
            OpenApiParameter("until", str, description="A day, that day included, or a moment before which."),
        ],
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        counted = runs_count(
            workflow=asked.get("workflow") or None,
            since=_moment_read("since", asked.get("since")),
            until=_moment_read("until", asked.get("until"), days=1),
        )
        return Response(RunCountSerializer(counted).data)


def _moment_read(name: str, text: str | None, *, days: int = 0) -> datetime | None:
    """A day is one of where the company is; ``days`` later it is over."""
    if not text:
        return None
    try:
        if (day := parse_date(text)) is not None:
            return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))
        moment = parse_datetime(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        sentence = _("Send a day, such as 2026-01-31, or a moment, such as 2026-01-31T12:00:00Z.")
        raise serializers.ValidationError({name: [sentence]})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _nothing_read(request: Request) -> None:
    StrictSerializer(data=request.data or {}).is_valid(raise_exception=True)


def routes_add(router: RecordRouter) -> None:
    """Declare the addresses."""
    router.register("runs", RunViewSet)
    router.view("metrics/runs/", RunCounts, "metrics-runs")
