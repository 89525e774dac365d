"""A room as small as a room can be, over real tables: what the shared ground promises is tested on it."""

from rest_framework.request import Request
from rest_framework.response import Response

from growth.models import Lead, Service
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordViewSet
from ops.models import Playbook, TimeEntry


class LeadSerializer(RecordSerializer[Lead]):
    class Meta:
        model = Lead
        fields = (
            "id", "name", "email", "phone", "company", "source", "origin_url", "message", "status", "lead_score",
            "temperature", "city", "uf", "created_at", "updated_at",
        )  # fmt: skip


class PlaybookSerializer(RecordSerializer[Playbook]):
    class Meta:
        model = Playbook
        fields = ("id", "title", "slug", "content_markdown", "tags", "last_reviewed_at")


class ServiceSerializer(RecordSerializer[Service]):
    class Meta:
        model = Service
        fields = ("id", "name", "slug", "is_active", "base_price", "playbook", "marketing_features")


class TimeEntrySerializer(RecordSerializer[TimeEntry]):
    class Meta:
        model = TimeEntry
        fields = ("id", "user", "contract", "started_at", "ended_at", "note")


class LeadViewSet(RecordViewSet):
    queryset = Lead.objects.all()
    serializer = LeadSerializer
    filters = {"status": ["exact", "in"], "created_at": ["gte", "lt"], "lead_score": ["gte"]}
    search = ("name", "company", "email")
    ordering = ("-created_at", "name", "lead_score", "status")


class PlaybookViewSet(RecordViewSet):
    queryset = Playbook.objects.all()
    serializer = PlaybookSerializer
    ordering = ("title",)


class ServiceViewSet(RecordViewSet):
    queryset = Service.objects.all()
    serializer = ServiceSerializer
    filters = {"is_active": ["exact"], "playbook": ["exact", "isnull"]}
    ordering = ("name", "playbook__title", "base_price", "playbook")


class TimeEntryViewSet(RecordViewSet):
    queryset = TimeEntry.objects.all()
    serializer = TimeEntrySerializer
    ordering = ("-started_at",)


class FaultView(RoomView):
    schema = None
    permissions = {"get": (), "post": ()}

    def get(self, request: Request) -> Response:
        raise RuntimeError("secret of the house")

    @idempotent
    def post(self, request: Request) -> Response:
        return Response({"got": request.data}, status=422 if request.data else 201)


router = RecordRouter()
router.view("fault/", FaultView, name="fault")
router.register("leads", LeadViewSet)
router.register("playbooks", PlaybookViewSet)
router.register("services", ServiceViewSet)
router.register("time-entries", TimeEntryViewSet)
