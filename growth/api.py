"""GROWTH over HTTP: leads, cases, posts, proposals, services."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from growth.models import Case, Lead, Post, Proposal, Service
from growth.printing.answering import MEDIA_TYPE, proposal_answer
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer
from nessos.web.api.viewsets import RecordViewSet

_TIMES = ["created_at", "updated_at"]


class LeadSerializer(RecordSerializer[Lead]):
    class Meta:
        model = Lead
        fields = [
            "id",
            "name",
            "email",
            "phone",
            "company",
            "source",
            "origin_url",
            "message",
            "status",
            "lead_score",
            "lead_segment",
            "temperature",
            "city",
            "uf",
            "qualified_at",
            *_TIMES,
        ]


class CaseSerializer(RecordSerializer[Case]):
    class Meta:
        model = Case
        fields = ["id", "title", "slug", "raw_data", "summary", "playbook", *_TIMES]


class PostSerializer(RecordSerializer[Post]):
    class Meta:
        model = Post
        fields = [
            "id",
            "title",
            "slug",
            "content_markdown",
            "seo_description",
            "is_published",
            "published_at",
            "author",
            "playbook",
            "case",
            *_TIMES,
        ]


class ProposalSerializer(RecordSerializer[Proposal]):
    class Meta:
        model = Proposal
        fields = [
            "id",
            "lead",
            "client",
            "title",
            "sections",
            "items",
            "total",
            "valid_until",
            "status",
            "oportunidade_pipe_id",
            "accepted_at",
            *_TIMES,
        ]


class ServiceSerializer(RecordSerializer[Service]):
    class Meta:
        model = Service
        fields = [
            "id",
            "name",
            "slug",
            "is_active",
            "delivery_type",
            "base_price",
            "playbook",
            "service_actions",
            "technical_scope",
            "marketing_pitch",
            "marketing_title",
            "marketing_body",
            "marketing_features",
            "cover_image_url",
            *_TIMES,
        ]


class LeadViewSet(RecordViewSet):
    queryset = Lead.objects.all()
    serializer = LeadSerializer
    filters = {
        "status": ["exact", "in"],
        "source": ["exact"],
        "temperature": ["exact"],
        "email": ["exact"],
        "uf": ["exact"],
        "lead_score": ["gte", "lte"],
        "created_at": ["gte", "lt"],
    }
    search = ("name", "company", "email")
    ordering = ("-created_at", "updated_at", "name", "lead_score", "status")


class CaseViewSet(RecordViewSet):
    queryset = Case.objects.all()
    serializer = CaseSerializer
    filters = {"slug": ["exact"], "playbook": ["exact"], "created_at": ["gte", "lt"]}
    search = ("title", "summary")
    ordering = ("-created_at", "updated_at", "title")


class PostViewSet(RecordViewSet):
    queryset = Post.objects.all()
    serializer = PostSerializer
    filters = {
        "slug": ["exact"],
        "is_published": ["exact"],
        "playbook": ["exact"],
        "case": ["exact"],
        "published_at": ["gte", "lt"],
    }
    search = ("title", "seo_description")
    ordering = ("-created_at", "updated_at", "published_at", "title")


class PdfRenderer(BaseRenderer):
    """Says that a PDF may be asked for; what is answered was written before."""

    media_type, format, charset, render_style = MEDIA_TYPE, "pdf", None, "binary"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return data


class ProposalViewSet(RecordViewSet):
    queryset = Proposal.objects.all()
    serializer = ProposalSerializer
    filters = {
        "status": ["exact", "in"],
        "lead": ["exact"],
        "client": ["exact"],
        "valid_until": ["gte", "lte"],
        "oportunidade_pipe_id": ["exact"],
    }
    search = ("title",)
    ordering = ("-created_at", "updated_at", "valid_until", "total", "title")

    @extend_schema(responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY})
    @action(detail=True, filter_backends=(), renderer_classes=[JSONRenderer, PdfRenderer])
    def pdf(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """As a document to be sent to whom it is for."""
        return proposal_answer(self.get_object())


class ServiceViewSet(RecordViewSet):
    queryset = Service.objects.prefetch_related("service_actions")
    serializer = ServiceSerializer
    filters = {
        "slug": ["exact"],
        "is_active": ["exact"],
        "delivery_type": ["exact"],
        "playbook": ["exact", "isnull"],
    }
    search = ("name", "technical_scope")
    ordering = ("name", "created_at", "updated_at", "base_price")


router = RecordRouter()
router.register("leads", LeadViewSet)
router.register("cases", CaseViewSet)
router.register("posts", PostViewSet)
router.register("proposals", ProposalViewSet)
router.register("services", ServiceViewSet)
