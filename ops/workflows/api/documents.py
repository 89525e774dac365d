"""Definitions as JSON: taken as they are, since the checking of the definition says what is wrong with them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nessos.web.api import fields
from nessos.web.api.serializers import StrictSerializer
from ops.workflows.models import Workflow

_SHAPE = "As GET /api/v1/schema/steps/ says."
_FAULT = {
    "type": "object",
    "required": ["path", "message"],
    "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
}
#: What may be empty, and so null as well.
_TRIGGER = ("trigger_module", "trigger_event", "trigger_condition")
_COLUMNS = ("slug", "name", "description", *_TRIGGER, "is_active", "created_at", "updated_at")


class AnyField(serializers.Field[Any, Any, Any, Any]):
    """Whatever JSON holds."""

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """A null is a value like others: the checking says what is wrong with it."""
        return (False, None) if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "array", "items": {}, "description": _SHAPE})
class StepsField(AnyField):
    pass


@extend_schema_field({"description": _SHAPE})
class AnyStepsField(AnyField):
    pass


@extend_schema_field({"description": "Text."})
class AnyTextField(AnyField):
    pass


@extend_schema_field({"type": "array", "items": _FAULT})
class FaultsField(AnyField):
    pass


class WorkflowSerializer(StrictSerializer):
    """What happens when; `version` and `steps` are those that run, and before the first publication the newest."""

    slug = fields.SlugField(max_length=100)
    name = fields.TextField(max_length=200)
    description = fields.TextField(required=False, allow_blank=True)
    trigger_module = fields.TextField(max_length=40, required=False, allow_blank=True, allow_null=True)
    trigger_event = fields.TextField(max_length=80, required=False, allow_blank=True, allow_null=True)
    trigger_condition = fields.TextField(required=False, allow_blank=True, allow_null=True)
    is_active = fields.TruthField(required=False, help_text="Whether events start it.")
    steps = StepsField()
    version = fields.WholeField(read_only=True, allow_null=True, help_text="The number of these steps.")
    draft = fields.TruthField(
        required=False, write_only=True, help_text="Save the steps without publishing them."
    )
    errors: Any = FaultsField(read_only=True, help_text="What stands in the way of publishing a draft.")
    published_version = fields.WholeField(
        read_only=True, allow_null=True, help_text="The number of the steps that run."
    )
    created_at = fields.MomentField(read_only=True)
    updated_at = fields.MomentField(read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: "" if name in _TRIGGER and value is None else value for name, value in attrs.items()}

    def to_representation(self, instance: Workflow) -> dict[str, Any]:
        version, published = instance.version_shown, instance.published
        columns = {name: getattr(instance, name) for name in _COLUMNS}
        return super().to_representation(
            {
                **columns,
                "steps": version.steps if version else [],
                "version": version.number if version else None,
                "errors": version.errors if version else [],
                "published_version": published.number if published else None,
            }
        )


class WorkflowVersionSerializer(StrictSerializer):
    """One version of the steps; what is published never changes."""

    version = fields.WholeField(source="number", read_only=True)
    steps = StepsField(read_only=True)
    errors: Any = FaultsField(read_only=True)
    is_published = fields.TruthField(read_only=True, help_text="Whether new runs begin with it.")
    published_at = fields.MomentField(read_only=True, allow_null=True)
    created_at = fields.MomentField(read_only=True)


class DefinitionSerializer(StrictSerializer):
    """What is to be checked, whatever it is."""

    steps = AnyStepsField(required=False, default=None)
    trigger_module = AnyTextField(required=False, default="")
    trigger_event = AnyTextField(required=False, default="")
    trigger_condition = AnyTextField(required=False, default="")


class VerdictSerializer(StrictSerializer):
    """Every fault with its path, such as `steps[2].expression`, in the order of the document."""

    valid = fields.TruthField(read_only=True)
    errors: Any = FaultsField(read_only=True)


class StartSerializer(StrictSerializer):
    """What the run is given."""

    payload = serializers.DictField(required=False, default=dict)


class StartedSerializer(StrictSerializer):
    run = fields.UUIDField(read_only=True)


class NothingSerializer(StrictSerializer):
    """A body that holds nothing."""
