"""GOV over HTTP: policies with the text in force, and acceptances."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from gov.models import Policy, PolicyAcceptance, PolicyVersion
from gov.services import policy_accept, policy_create, policy_update, version_accept
from nessos.web.access import visible
from nessos.web.api.fields import MomentField, RecordField, TextField, UUIDField
from nessos.web.api.idempotency import idempotent
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer, StrictSerializer
from nessos.web.api.viewsets import RecordReads, RecordViewSet


class VersionSerializer(RecordSerializer[PolicyVersion]):
    class Meta:
        model = PolicyVersion
        fields = ["id", "number", "content_hash", "effective_at", "published_at"]
        read_only_fields = fields


class PolicySerializer(RecordSerializer[Policy]):
    """``content_text`` is the text in force, of a draft its newest; sent, it makes a new version."""

    content_text = TextField(required=False)
    effective_at = MomentField(
        required=False, write_only=True, help_text="When the new text takes effect; at once when left out."
    )
    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Policy
        fields = [
            "id",
            "title",
            "slug",
            "kind",
            "status",
            "content_text",
            "effective_at",
            "versions",
            "created_at",
            "updated_at",
        ]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "effective_at" in attrs and "content_text" not in attrs:
            raise serializers.ValidationError({"content_text": _("Send the text that takes effect then.")})
        return attrs

    def to_representation(self, instance: Policy) -> Any:
        versions = sorted(instance.versions.all(), key=lambda version: -version.number)
        in_force = next((version for version in versions if version.published_at), None)
        shown = in_force or next(iter(versions), None)
        instance.content_text = shown.content_text if shown else ""  # type: ignore[attr-defined]
        return super().to_representation(instance)


class AcceptanceSerializer(RecordSerializer[PolicyAcceptance]):
    policy = UUIDField(source="version.policy_id", read_only=True)

    class Meta:
        model = PolicyAcceptance
        fields = ["id", "version", "policy", "user", "accepted_at", "ip", "content_hash"]
        read_only_fields = fields


class AcceptRequest(StrictSerializer):
    """One of the two: a version, or a policy, which means the newest version of it that is in force."""

    version = RecordField(queryset=PolicyVersion.objects.select_related("policy"), required=False)
    policy = RecordField(queryset=Policy.objects.all(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Send either the version or the policy that you accept."))
        return attrs


class PolicyViewSet(RecordViewSet):
    queryset = Policy.objects.all()
    serializer = PolicySerializer
    services = {"create": policy_create, "update": policy_update}
    filters = {"slug": ["exact"], "kind": ["exact"], "status": ["exact"]}
    search = ("title",)
    ordering = ("title", "created_at", "updated_at")

    def get_queryset(self) -> QuerySet[Any]:
        versions = visible(self.request.user, PolicyVersion.objects.order_by("-number"))
        return super().get_queryset().prefetch_related(Prefetch("versions", queryset=versions))


class AcceptanceViewSet(RecordReads):
    queryset = PolicyAcceptance.objects.select_related("version__policy")
    serializer = AcceptanceSerializer
    filters = {
        "version": ["exact"],
        "version__policy": ["exact"],
        "user": ["exact"],
        "accepted_at": ["gte", "lt"],
    }
    ordering = ("-accepted_at",)

    @extend_schema(request=AcceptRequest, responses={201: AcceptanceSerializer})
    @idempotent
    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Accept in one's own name; nobody accepts for another."""
        with transaction.atomic():
            body = AcceptRequest(data=request.data, context=self.get_serializer_context())
            body.is_valid(raise_exception=True)
            accept = version_accept if "version" in body.validated_data else policy_accept
            row = accept(**body.validated_data, user=request.user, ip=request.META.get("REMOTE_ADDR") or None)
        data = self.get_serializer(row).data
        address = f"{request.path.rstrip('/')}/{row.pk}/"
        return Response(data, status=status.HTTP_201_CREATED, headers={"Location": address})


router = RecordRouter()
router.register("policies", PolicyViewSet)
router.register("policy-acceptances", AcceptanceViewSet)
