"""``/api/v1/legal-documents/``, ``risk-findings/``."""

from typing import ClassVar

from jur.models import LegalDocument, RiskFinding
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer
from nessos.web.api.viewsets import RecordViewSet


class LegalDocumentSerializer(RecordSerializer[LegalDocument]):
    """The text of something signed or to be signed."""

    class Meta:
        model = LegalDocument
        fields: ClassVar[list[str]] = [
            "id", "title", "doc_type", "content_text", "contract", "created_at", "updated_at",
        ]  # fmt: skip


class LegalDocumentViewSet(RecordViewSet):
    """Legal documents; one with risks cannot be deleted."""

    queryset = LegalDocument.objects.all()
    serializer = LegalDocumentSerializer
    filters: ClassVar[dict[str, list[str]]] = {"doc_type": ["exact"], "contract": ["exact", "isnull"]}
    search = ("title", "content_text", "contract__number")
    ordering = ("-created_at", "updated_at", "title")


class RiskFindingSerializer(RecordSerializer[RiskFinding]):
    """A clause that may hurt us."""

    class Meta:
        model = RiskFinding
        fields: ClassVar[list[str]] = [
            "id", "document", "clause", "category", "severity", "excerpt", "suggestion", "status",
            "created_at", "updated_at",
        ]  # fmt: skip


class RiskFindingViewSet(RecordViewSet):
    """Risks in legal documents."""

    queryset = RiskFinding.objects.all()
    serializer = RiskFindingSerializer
    filters = ("document", "category", "severity", "status")
    search = ("clause", "excerpt", "suggestion", "document__title")
    ordering = ("-created_at", "updated_at", "status")


router = RecordRouter()
router.register("legal-documents", LegalDocumentViewSet)
router.register("risk-findings", RiskFindingViewSet)
