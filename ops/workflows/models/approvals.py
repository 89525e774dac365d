"""A review that people decide, what happened to it so far, and the letters about it that are still to be sent."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.models import Record
from ops.workflows.models.runs import Run


class Approval(Record):
    """What one step of one run asks people. Its row is written under the lock of its run."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        TIMED_OUT = "timed_out", _("timed out")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class OnTimeout(models.TextChoices):
        NOTHING = "", _("it is timed out")
        ESCALATE = "escalate", _("it is escalated")
        APPROVE = "approve", _("it is approved")
        REJECT = "reject", _("it is rejected")

    run = models.ForeignKey(Run, verbose_name=_("run"), on_delete=models.CASCADE, related_name="approvals")
    #: By its name: a step's row may be made anew when a run is retried, and the history stays.
    step = models.CharField(_("step"), max_length=63)
    generation = models.PositiveSmallIntegerField(_("generation"), default=0)
    title = models.TextField(_("title"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    #: What the workflow put forward; it stays, however it is corrected.
    proposed = models.JSONField(_("proposed"), null=True, blank=True, encoder=DjangoJSONEncoder)
    corrected = models.BooleanField(_("corrected"), default=False)
    output = models.JSONField(_("corrected output"), null=True, blank=True, encoder=DjangoJSONEncoder)
    #: The record under review, or that it was made from, and its version when people were first asked.
    record_model = models.CharField(_("model of the record"), max_length=100, blank=True)
    record_id = models.CharField(_("record"), max_length=100, blank=True)
    record_version = models.CharField(_("version of the record"), max_length=32, blank=True)
    #: Of what was put forward and of that version; once people have decided, of what they decided on.
    fingerprint = models.CharField(_("fingerprint"), max_length=32)
    assignee_group = models.ForeignKey(
        Group,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    assignees = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("persons"), blank=True, related_name="+"
    )
    quorum = models.PositiveSmallIntegerField(_("approvals needed"), default=1)
    four_eyes = models.BooleanField(_("four eyes"), default=False)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    due_seconds = models.FloatField(_("due after, in seconds"), null=True, blank=True)
    remind_at = models.DateTimeField(_("remind at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    on_timeout = models.CharField(
        _("when nobody decides in time"), max_length=10, choices=OnTimeout.choices, blank=True
    )
    escalate_to = models.CharField(_("escalate to"), max_length=200, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    #: Since when a question of a reviewer is open.
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    #: When its step went on with the decision: one that no step has taken up yet still stands after a retry.
    taken_at = models.DateTimeField(_("taken up at"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [("see_all_approval", _("Can see and decide all approvals"))]
        constraints: ClassVar = [
            # A step asks once each time that it is done.
            models.UniqueConstraint(fields=["run", "step", "generation"], name="workflows_approval_once"),
            # A decision has its time, and nothing else has.
            models.CheckConstraint(
                condition=Q(status__in=["approved", "rejected", "timed_out"], decided_at__isnull=False)
                | Q(status__in=["pending", "withdrawn"], decided_at__isnull=True),
                name="workflows_approval_decision_is_whole",
            ),
            # Only a decision is taken up.
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(decided_at__isnull=False),
                name="workflows_approval_taken_is_decided",
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="workflows_approval_quorum"),
            # What nobody corrected has no output of its own.
            models.CheckConstraint(
                condition=Q(corrected=True) | Q(output__isnull=True),
                name="workflows_approval_correction_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(record_model="", record_id="") | (~Q(record_model="") & ~Q(record_id="")),
                name="workflows_approval_record_is_whole",
            ),
            # A due time can be set again after an escalation.
            models.CheckConstraint(
                condition=Q(due_at__isnull=True, due_seconds__isnull=True)
                | Q(due_at__isnull=False, due_seconds__gt=0),
                name="workflows_approval_due_is_whole",
            ),
            # Whom it is handed to when time is over is known from the beginning.
            models.CheckConstraint(
                condition=(Q(on_timeout="escalate") & ~Q(escalate_to=""))
                | (~Q(on_timeout="escalate") & Q(escalate_to="", escalated_at__isnull=True)),
                name="workflows_approval_escalation_is_whole",
            ),
            # A reminder comes before it is too late.
            models.CheckConstraint(
                condition=Q(remind_at__isnull=True) | Q(due_at__isnull=True) | Q(remind_at__lt=F("due_at")),
                name="workflows_approval_reminds_in_time",
            ),
            # Nobody is asked about what is over.
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True) | Q(status="pending"),
                name="workflows_approval_question_is_open",
            ),
        ]
        indexes: ClassVar = [
            # As large as what is open: "mine", by group; by person the table of persons has its own.
            models.Index(
                fields=["assignee_group", "created_at"],
                name="workflows_approval_of_group",
                condition=Q(status="pending"),
            ),
            models.Index(
                fields=["created_at", "id"], name="workflows_approval_open", condition=Q(status="pending")
            ),
            models.Index(fields=["-created_at", "-id"], name="workflows_approval_by_time"),
        ]

    def __str__(self) -> str:
        return self.title or self.step

    @property
    def candidate(self) -> Any:
        """What would be approved now."""
        return self.output if self.corrected else self.proposed

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.PENDING


class ApprovalNote(models.Model):
    """One thing that happened to an approval."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        REOPENED = "reopened", _("opened again")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ASSIGNED = "assigned", _("handed over")
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        REMINDED = "reminded", _("reminded")
        ESCALATED = "escalated", _("escalated")
        TIMED_OUT = "timed_out", _("timed out")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.BigAutoField(primary_key=True)
    approval = models.ForeignKey(
        Approval, verbose_name=_("approval"), on_delete=models.CASCADE, related_name="notes"
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    #: None: the house itself.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    comment = models.TextField(_("comment"), blank=True)
    #: To whom it was handed.
    to = models.CharField(_("to"), max_length=200, blank=True)
    #: What a decision was made on.
    fingerprint = models.CharField(_("fingerprint"), max_length=32, blank=True)
    #: Whether it is a vote that stands: what was changed afterwards has to be approved anew.
    counts = models.BooleanField(_("counts"), default=False)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("note on an approval")
        verbose_name_plural = _("notes on approvals")
        ordering = ["approval", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            # Everybody has one voice.
            models.UniqueConstraint(
                fields=["approval", "person"],
                name="workflows_approval_one_voice",
                condition=Q(counts=True),
            ),
            models.CheckConstraint(
                condition=Q(counts=False)
                | (Q(kind__in=["approved", "rejected"], person__isnull=False) & ~Q(fingerprint="")),
                name="workflows_approval_voice_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.kind}"


class ApprovalLetter(models.Model):
    """A letter to one person that has not been sent yet: made with what it tells, gone once it was sent."""

    id = models.BigAutoField(primary_key=True)
    approval = models.ForeignKey(
        Approval, verbose_name=_("approval"), on_delete=models.CASCADE, related_name="letters"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("what"), max_length=10, choices=ApprovalNote.Kind.choices)
    comment = models.TextField(_("comment"), blank=True)
    #: Who said it.
    sender = models.CharField(_("from"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    due_at = models.DateTimeField(_("due at"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("letter about an approval")
        verbose_name_plural = _("letters about approvals")
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.approval_id} {self.kind} {self.person_id}"
