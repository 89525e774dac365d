"""Bodies and answers of ``/api/v1/approvals/``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nessos.web.api import fields
from nessos.web.api.serializers import StrictSerializer
from ops.workflows.models import Approval, ApprovalNote
from ops.workflows.reviews.people import may_decide
from ops.workflows.reviews.prints import fingerprint_read, is_record_changed, place_of
from ops.workflows.reviews.selectors import approvals_counted

_COMMENT = 10_000


class RecordShownSerializer(StrictSerializer):
    """The record under review, or what it was made from."""

    model = fields.TextField()
    id = fields.TextField()


class NoteSerializer(StrictSerializer):
    """One thing that happened; ``by`` is empty where nobody did it."""

    kind = fields.ChoiceField(choices=ApprovalNote.Kind.choices)
    by = serializers.SerializerMethodField()
    to = fields.TextField(allow_blank=True)
    comment = fields.TextField(allow_blank=True)
    counts = fields.TruthField(help_text="A voice for, or against, what stands now.")
    at = fields.MomentField()

    def get_by(self, note: ApprovalNote) -> str:
        return "" if note.person is None else note.person.get_username()


class ApprovalSerializer(StrictSerializer):
    """``proposed`` is what would be approved now, corrections included; ``original`` what the workflow put forward.

    Give ``fingerprint`` back with a decision: it is refused if what is proposed, or the record behind it, has changed.
    """

    id = fields.UUIDField()
    run = fields.UUIDField(source="run_id")
    workflow = fields.SlugField(source="run.workflow.slug")
    step = fields.TextField()
    title = fields.TextField()
    status = fields.ChoiceField(choices=Approval.Status.choices)
    proposed = serializers.JSONField(source="candidate", allow_null=True)
    original = serializers.JSONField(source="proposed", allow_null=True)
    corrected = fields.TruthField()
    assignee_group = serializers.SerializerMethodField()
    assignees = serializers.SerializerMethodField()
    quorum = fields.WholeField()
    approvals = serializers.SerializerMethodField(help_text="How many have approved what stands now.")
    four_eyes = fields.TruthField()
    due_at = fields.MomentField(allow_null=True)
    on_timeout = fields.ChoiceField(choices=Approval.OnTimeout.choices, allow_blank=True)
    escalate_to = fields.TextField(allow_blank=True)
    escalated_at = fields.MomentField(allow_null=True)
    reminded_at = fields.MomentField(allow_null=True)
    asked_at = fields.MomentField(allow_null=True, help_text="Since when a question is open.")
    record = serializers.SerializerMethodField()
    fingerprint = serializers.SerializerMethodField()
    comment = fields.TextField(allow_blank=True)
    created_at = fields.MomentField()
    decided_at = fields.MomentField(allow_null=True)

    @extend_schema_field({"type": ["string", "null"]})
    def get_assignee_group(self, approval: Approval) -> str | None:
        return None if approval.assignee_group is None else approval.assignee_group.name

    def get_assignees(self, approval: Approval) -> list[str]:
        return [person.get_username() for person in approval.assignees.all()]

    def get_approvals(self, approval: Approval) -> int:
        return approvals_counted(approval)

    @extend_schema_field(RecordShownSerializer(allow_null=True))
    def get_record(self, approval: Approval) -> dict[str, str] | None:
        place = place_of(approval)
        return None if place is None else {"model": place[0], "id": place[1]}

    def get_fingerprint(self, approval: Approval) -> str:
        """A list reads those of all its rows at once."""
        known = self.context.get("fingerprints", {}).get(approval.pk)
        return str(known or (fingerprint_read(approval) if approval.is_open else approval.fingerprint))


class ApprovalDetailSerializer(ApprovalSerializer):
    """With its history, and what the asking person may do."""

    may_decide = serializers.SerializerMethodField()
    record_changed = serializers.SerializerMethodField(help_text="Since people were first asked.")
    history = NoteSerializer(source="notes", many=True)

    def get_may_decide(self, approval: Approval) -> bool:
        return approval.is_open and may_decide(self.context["request"].user, approval)

    def get_record_changed(self, approval: Approval) -> bool:
        return approval.is_open and is_record_changed(approval)


class OptionalComment(StrictSerializer):
    comment = fields.TextField(required=False, allow_blank=True, max_length=_COMMENT)


class ApproveSerializer(OptionalComment):
    """``output``: a correction of what is proposed, whole; it has to fit what the step under review puts out."""

    output: Any = serializers.JSONField(required=False, allow_null=True)
    fingerprint = fields.TextField(required=False, allow_null=True, max_length=100)


class RejectSerializer(StrictSerializer):
    comment = fields.TextField(max_length=_COMMENT)
    fingerprint = fields.TextField(required=False, allow_null=True, max_length=100)


class AssignSerializer(OptionalComment):
    """``to``: the name of a group, or a user name."""

    to = fields.TextField(max_length=200)


class CommentSerializer(StrictSerializer):
    comment = fields.TextField(max_length=_COMMENT)
