"""``/api/v1/approvals/``: everyone's own, and those of his groups."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import CharFilter, UUIDFilter
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.web.api.filters import RoomFilterSet
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import StrictSerializer
from nessos.web.api.viewsets import RecordReads
from ops.workflows.api.approvals_shape import (
    ApprovalDetailSerializer,
    ApprovalSerializer,
    ApproveSerializer,
    AssignSerializer,
    CommentSerializer,
    RejectSerializer,
)
from ops.workflows.models import Approval
from ops.workflows.reviews.prints import fingerprints_read
from ops.workflows.reviews.selectors import approvals_shown
from ops.workflows.reviews.services import (
    approval_answer,
    approval_approve,
    approval_assign,
    approval_more_info,
    approval_reject,
)

_DEEDS = ("approve", "reject", "assign", "more_info", "answer")


class ApprovalFilters(RoomFilterSet):
    run = UUIDFilter()
    workflow = CharFilter(field_name="run__workflow__slug", help_text="The slug of the workflow.")
    assignee_group = CharFilter(field_name="assignee_group__name", help_text="The name of the group.")

    class Meta(RoomFilterSet.Meta):
        model = Approval
        fields: ClassVar[dict[str, list[str]]] = {
            "status": ["exact", "in"],
            "step": ["exact"],
            "due_at": ["gte", "lt", "isnull"],
            "created_at": ["gte", "lt"],
        }


class ApprovalViewSet(RecordReads):
    """What workflows ask people; whoever may decide does so here. A login is all it takes: the rest is own rows."""

    queryset = approvals_shown()
    serializer = ApprovalSerializer
    filterset_class = ApprovalFilters
    search = ("title", "step")
    ordering = ("-created_at", "due_at", "decided_at")
    permissions: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(("list", "retrieve", *_DEEDS), ())

    def get_queryset(self) -> QuerySet[Any]:
        """For a decision among all: who may not decide is told so (403), and not that there is nothing (404)."""
        return approvals_shown() if self.action in _DEEDS else super().get_queryset()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("many") and args:
            rows = [row for row in args[0] if row.is_open]
            prints = dict(zip((row.pk for row in rows), fingerprints_read(rows), strict=True))
            kwargs["context"] = {**self.get_serializer_context(), "fingerprints": prints}
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses=ApprovalDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._show(self.get_object())

    @extend_schema(request=ApproveSerializer, responses=ApprovalDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """Approve what is proposed, or a correction of it."""
        return self._do(approval_approve, ApproveSerializer)

    @extend_schema(request=RejectSerializer, responses=ApprovalDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reject(self, request: Request, **kwargs: Any) -> Response:
        """One rejection rejects."""
        return self._do(approval_reject, RejectSerializer)

    @extend_schema(request=AssignSerializer, responses=ApprovalDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def assign(self, request: Request, **kwargs: Any) -> Response:
        """Hand it over to a group or to a person."""
        return self._do(approval_assign, AssignSerializer)

    @extend_schema(request=CommentSerializer, responses=ApprovalDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def more_info(self, request: Request, **kwargs: Any) -> Response:
        """Ask back; it goes on waiting."""
        return self._do(approval_more_info, CommentSerializer)

    @extend_schema(request=CommentSerializer, responses=ApprovalDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def answer(self, request: Request, **kwargs: Any) -> Response:
        """Answer what was asked back."""
        return self._do(approval_answer, CommentSerializer)

    def _do(self, service: Any, body: type[StrictSerializer]) -> Response:
        approval, asked = self.get_object(), body(data=self.request.data)
        asked.is_valid(raise_exception=True)
        return self._show(service(approval=approval, user=self.request.user, **asked.validated_data))

    def _show(self, approval: Approval) -> Response:
        fresh = approvals_shown().get(pk=approval.pk)
        return Response(ApprovalDetailSerializer(fresh, context=self.get_serializer_context()).data)


def routes_add(router: RecordRouter) -> None:
    """Declare the addresses."""
    router.register("approvals", ApprovalViewSet)
