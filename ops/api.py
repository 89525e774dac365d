"""``/api/v1/playbooks/``, ``performance-metrics/``, ``time-entries/``."""

from typing import Any, ClassVar, cast

from django.db.models import Model, QuerySet
from django_filters import CharFilter
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.accounts.models import User
from nessos.web.api import fields
from nessos.web.api.filters import RoomFilterSet
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer, StrictSerializer
from nessos.web.api.viewsets import RecordViewSet
from ops.models import PerformanceMetric, Playbook, ServiceAction, TimeEntry
from ops.search import playbooks_search
from ops.selectors import contracts_all
from ops.services import timer_start, timer_stop


class PlaybookSerializer(RecordSerializer[Playbook]):
    """How we do one thing; the estimates are the sums of its tasks."""

    estimated_duration_minutes = fields.WholeField(read_only=True)
    estimated_value = fields.AmountField(max_digits=16, decimal_places=2, read_only=True)

    class Meta:
        model = Playbook
        fields = [
            "id", "title", "slug", "content_markdown", "tags", "last_reviewed_at", "created_by",
            "estimated_duration_minutes", "estimated_value", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["created_by"]


class PlaybookFilters(RoomFilterSet):
    tag = CharFilter(method="tag_filter", help_text="One of its tags, spelled as there.")

    class Meta(RoomFilterSet.Meta):
        model = Playbook
        fields: ClassVar[dict[str, list[str]]] = {
            "slug": ["exact"],
            "last_reviewed_at": ["gte", "lt", "isnull"],
        }

    def tag_filter(self, rows: QuerySet[Playbook], _name: str, tag: str) -> QuerySet[Playbook]:
        return rows.filter(tags__contains=[tag])


class SearchSerializer(StrictSerializer):
    """What to look for, in everyday words."""

    query = fields.TextField(max_length=500)
    limit = fields.WholeField(min_value=1, max_value=50, default=5)


class HitSerializer(StrictSerializer):
    """A playbook that was found; scores are comparable within one answer only."""

    playbook = fields.UUIDField(read_only=True)
    title = fields.TextField(read_only=True)
    score = fields.MeasureField(read_only=True)
    excerpt = fields.TextField(read_only=True)


class HitsSerializer(StrictSerializer):
    """The best first."""

    results = HitSerializer(many=True, read_only=True)


class PlaybookViewSet(RecordViewSet):
    """Playbooks; one in use cannot be deleted."""

    queryset = Playbook.objects.prefetch_related("tasks")
    serializer = PlaybookSerializer
    filterset_class = PlaybookFilters
    search = ("title", "slug", "content_markdown")
    ordering = ("title", "created_at", "updated_at", "last_reviewed_at")
    permissions: ClassVar[dict[str, tuple[str, ...]]] = {"find": ("ops.view_playbook",)}

    def row_create(self, serializer: serializers.BaseSerializer[Any]) -> Model:
        return cast("Model", serializer.save(created_by=self.request.user))

    @extend_schema(request=SearchSerializer, responses=HitsSerializer)
    @action(detail=False, methods=["post"], url_path="search")
    def find(self, request: Request) -> Response:
        """Find playbooks by what they say; accents, case and number do not matter."""
        asked = SearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        hits = playbooks_search(**asked.validated_data)
        return Response(HitsSerializer({"results": hits}).data)


class MetricSerializer(RecordSerializer[PerformanceMetric]):
    """What a contract took in one month, named by its first day."""

    class Meta:
        model = PerformanceMetric
        fields = [
            "id", "contract", "month", "hours_worked", "hourly_rate", "cost_input", "sla_achieved", "source",
            "created_at", "updated_at",
        ]  # fmt: skip


class MetricViewSet(RecordViewSet):
    """Contracts' months; those whose source is the time entries are summed each night."""

    queryset = PerformanceMetric.objects.all()
    serializer = MetricSerializer
    filters: ClassVar[dict[str, list[str]]] = {
        "contract": ["exact"],
        "month": ["exact", "gte", "lte"],
        "source": ["exact"],
    }
    search = ("contract__number", "contract__client__name")
    ordering = ("-month", "created_at", "updated_at", "hours_worked")


class TimeEntrySerializer(RecordSerializer[TimeEntry]):
    """A stretch of one person's time on one contract; without an end, a running timer."""

    duration_minutes = fields.WholeField(read_only=True, help_text="So far, while the timer runs.")

    class Meta:
        model = TimeEntry
        fields = [
            "id", "user", "contract", "service_action", "playbook", "started_at", "ended_at", "duration_minutes",
            "hourly_rate", "note", "created_at", "updated_at",
        ]  # fmt: skip


class TimerStartSerializer(StrictSerializer):
    """What the timer is started on."""

    contract = fields.RecordField(queryset=contracts_all())
    service_action = fields.RecordField(queryset=ServiceAction.objects.all(), required=False, allow_null=True)
    playbook = fields.RecordField(queryset=Playbook.objects.all(), required=False, allow_null=True)
    note = fields.TextField(max_length=500, required=False, allow_blank=True)


class TimeEntryViewSet(RecordViewSet):
    """Time entries: one's own, and everybody's for OPS."""

    queryset = TimeEntry.objects.all()
    serializer = TimeEntrySerializer
    filters: ClassVar[dict[str, list[str]]] = {
        "user": ["exact"],
        "contract": ["exact"],
        "service_action": ["exact"],
        "playbook": ["exact"],
        "started_at": ["gte", "lt"],
        "ended_at": ["gte", "lt", "isnull"],
    }
    search = ("note", "contract__number")
    ordering = ("-started_at", "ended_at", "created_at", "updated_at")
    permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        "start": ("ops.add_timeentry",),
        "stop": ("ops.change_timeentry",),
    }

    @extend_schema(request=TimerStartSerializer, responses={201: TimeEntrySerializer})
    @action(detail=False, methods=["post"])
    @idempotent
    def start(self, request: Request) -> Response:
        """Start your own timer; 409 while another one of yours runs."""
        asked = TimerStartSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        entry = timer_start(user=_person(request), **asked.validated_data)
        return Response(self.get_serializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=TimeEntrySerializer)
    @action(detail=False, methods=["post"])
    @idempotent
    def stop(self, request: Request) -> Response:
        """Stop your own timer; 409 when none runs."""
        return Response(self.get_serializer(timer_stop(user=_person(request))).data)


def _person(request: Request) -> User:
    return cast("User", request.user)


router = RecordRouter()
router.register("playbooks", PlaybookViewSet)
router.register("performance-metrics", MetricViewSet)
router.register("time-entries", TimeEntryViewSet)
