"""PEOPLE over HTTP: training gaps, jobs, applications."""

from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer
from nessos.web.api.viewsets import RecordViewSet
from people.models import Application, Job, TrainingGap

_TIMES = ["created_at", "updated_at"]


class GapSerializer(RecordSerializer[TrainingGap]):
    class Meta:
        model = TrainingGap
        fields = ["id", "employee", "playbook", "description", "severity", "resolved_at", *_TIMES]


class JobSerializer(RecordSerializer[Job]):
    class Meta:
        model = Job
        fields = [
            "id",
            "title",
            "slug",
            "description_markdown",
            "department",
            "is_open",
            "contract",
            *_TIMES,
        ]


class ApplicationSerializer(RecordSerializer[Application]):
    class Meta:
        model = Application
        fields = [
            "id",
            "job",
            "name",
            "email",
            "phone",
            "linkedin_url",
            "cv_url",
            "message",
            "status",
            *_TIMES,
        ]


class GapViewSet(RecordViewSet):
    queryset = TrainingGap.objects.all()
    serializer = GapSerializer
    filters = {
        "employee": ["exact"],
        "playbook": ["exact", "isnull"],
        "severity": ["exact"],
        "resolved_at": ["isnull", "gte", "lt"],
        "created_at": ["gte", "lt"],
    }
    search = ("description",)
    ordering = ("-created_at", "updated_at", "severity", "resolved_at")


class JobViewSet(RecordViewSet):
    queryset = Job.objects.all()
    serializer = JobSerializer
    filters = {"slug": ["exact"], "is_open": ["exact"], "department": ["exact"], "contract": ["exact"]}
    search = ("title", "department")
    ordering = ("-created_at", "updated_at", "title")


class ApplicationViewSet(RecordViewSet):
    queryset = Application.objects.all()
    serializer = ApplicationSerializer
    filters = {"job": ["exact"], "status": ["exact", "in"], "email": ["exact"], "created_at": ["gte", "lt"]}
    search = ("name", "email")
    ordering = ("-created_at", "updated_at", "name", "status")


router = RecordRouter()
router.register("training-gaps", GapViewSet)
router.register("jobs", JobViewSet)
router.register("applications", ApplicationViewSet)
