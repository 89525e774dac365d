"""``/api/v1/workflows/`` and ``/api/v1/schema/steps/``."""

from typing import Any, ClassVar, cast

from django.db.models import Prefetch
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.accounts.models import User
from nessos.web.api.idempotency import idempotent
from nessos.web.api.limits import NAMES
from nessos.web.api.paging import CursorPages
from nessos.web.api.routers import RecordRouter
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordViewSet
from ops.workflows.api.documents import (
    DefinitionSerializer,
    NothingSerializer,
    StartedSerializer,
    StartSerializer,
    VerdictSerializer,
    WorkflowSerializer,
    WorkflowVersionSerializer,
)
from ops.workflows.api.dry_run import DryRunMixin
from ops.workflows.checking import definition_check
from ops.workflows.definition.document import document_schema
from ops.workflows.models import Version, Workflow
from ops.workflows.services import (
    PUBLISH,
    run_trigger,
    version_newest,
    workflow_create,
    workflow_delete,
    workflow_publish,
    workflow_update,
)

VIEW = "workflows.view_workflow"
#: Of each workflow one: a page costs two queries, however many versions there are.
_NEWEST = Version.objects.order_by("workflow_id", "-number").distinct("workflow_id")


class WorkflowViewSet(DryRunMixin, RecordViewSet):
    """Workflows. Reading one shows the version that runs: the newest that was published; a draft after that stands in
    `versions/` until it is published, and in the answer to whoever saved it.
    """

    queryset = Workflow.objects.live().select_related("published")
    serializer = WorkflowSerializer
    lookup_field = "slug"
    filters = ("is_active", "trigger_module", "trigger_event")
    search = ("slug", "name", "description")
    ordering = ("slug", "name", "created_at", "updated_at")
    services: ClassVar[dict[str, Any]] = {"delete": workflow_delete}
    permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        **DryRunMixin.dry_run_permissions,
        "publish": (PUBLISH,),
        "versions": (VIEW,),
        # It tells who works here, and is of use to editors alone.
        "validate": ("workflows.change_workflow",),
        "trigger": ("workflows.trigger_workflow",),
    }
    parameters: ClassVar[dict[str, tuple[str, ...]]] = {"versions": (CursorPages.parameter, *NAMES)}

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related(Prefetch("versions", _NEWEST))

    def object_lock(self) -> Workflow:
        """The services lock it themselves, so that events that start runs of it need not wait."""
        workflow: Workflow = self.get_object()
        return workflow

    def row_create(self, serializer: serializers.BaseSerializer[Any]) -> Workflow:
        return _saved(workflow_create(by=self._person, **serializer.validated_data))

    def row_update(self, row: Any, serializer: serializers.BaseSerializer[Any]) -> Workflow:
        given = serializer.validated_data
        workflow = workflow_update(workflow=row, by=self._person, **given)
        return _saved(workflow) if "steps" in given else workflow

    @extend_schema(request=None, responses=WorkflowSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_named: Any) -> Response:
        """Publish the newest version, checked anew; open runs keep the one they began with."""
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        workflow_publish(workflow=self.get_object())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=WorkflowVersionSerializer(many=True))
    @action(detail=True, filter_backends=())
    def versions(self, request: Request, **_named: Any) -> Response:
        """The newest first, drafts included."""
        workflow = self.get_object()
        page = self.paginate_queryset(Version.objects.filter(workflow=workflow).order_by("-number")) or []
        for version in page:
            version.is_published = version.pk == workflow.published_id  # type: ignore[attr-defined]
        return self.get_paginated_response(WorkflowVersionSerializer(page, many=True).data)

    @extend_schema(request=DefinitionSerializer, responses=VerdictSerializer)
    @action(detail=False, methods=["post"])
    def validate(self, request: Request) -> Response:
        """All that is wrong with a definition; saving the same is refused with the same errors."""
        asked = DefinitionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        errors = definition_check(**asked.validated_data)
        return Response(VerdictSerializer({"valid": not errors, "errors": errors}).data)

    @extend_schema(request=StartSerializer, responses={202: StartedSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def trigger(self, request: Request, **_named: Any) -> Response:
        """Start a run by hand, whatever its trigger, and whether or not it is active."""
        asked = StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = run_trigger(workflow=self.get_object(), user_id=self._person.pk, **asked.validated_data)
        return Response(StartedSerializer({"run": run.pk}).data, status=status.HTTP_202_ACCEPTED)

    @property
    def _person(self) -> User:
        return cast("User", self.request.user)


class StepsSchema(RoomView):
    """The JSON Schema of `steps`, with titles in the reader's language."""

    permissions: ClassVar[dict[str, tuple[str, ...]]] = {"get": (VIEW,)}

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, _request: Request) -> Response:
        return Response(document_schema())


def routes_add(router: RecordRouter) -> None:
    """Declare the addresses."""
    router.register("workflows", WorkflowViewSet)
    router.view("schema/steps/", StepsSchema, "steps-schema")


def _saved(workflow: Workflow) -> Workflow:
    """Show what was just saved, a draft too."""
    workflow.version_shown = version_newest(workflow)
    return workflow
