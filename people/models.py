"""Who we look for, who applies, what people still have to learn, and what they say of each other's work."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import EmailAddressField, FoldedField, PhoneField
from nessos.kernel.links import WebAddressField
from nessos.kernel.models import Record
from nessos.kernel.slugs import SlugFrom


class Job(Record):
    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    slug = SlugFrom("title", verbose_name=_("slug"))
    description_markdown = models.TextField(_("description"), blank=True, help_text=_("Markdown"))
    department = models.CharField(_("department"), max_length=120, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    contract = models.ForeignKey(
        "fin.Contract",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("contract"),
        help_text=_("The contract that this person is wanted for, if it is one."),
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-is_open", "title_folded"]

    def __str__(self) -> str:
        return self.title


class Application(Announcing, Record):
    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("of an application", "New")
        REVIEWING = "reviewing", _("Reviewing")
        INTERVIEW = "interview", _("Interview")
        OFFER = "offer", _("Offer")
        HIRED = "hired", _("Hired")
        REJECTED = "rejected", _("Rejected")

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="applications", verbose_name=_("job"))
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    email = EmailAddressField(_("e-mail"))
    phone = PhoneField(_("phone"), blank=True)
    linkedin_url = WebAddressField(_("LinkedIn"), blank=True)
    cv_url = WebAddressField(_("CV"), blank=True)
    message = models.TextField(_("message"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW)

    class Meta(Announcing.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["status", "-created_at"], name="people_application_by_status")
        ]

    def __str__(self) -> str:
        return self.name


class TrainingGap(Announcing, Record):
    """Something that a person has to learn, and the playbook that teaches it."""

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="training_gaps",
        verbose_name=_("employee"),
    )
    #: Null in the table, required in the form: a workflow may record a gap first and suggest the playbook after.
    playbook = models.ForeignKey(
        "ops.Playbook",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="training_gaps",
        verbose_name=_("playbook"),
    )
    description = models.TextField(_("description"), blank=True)
    severity = models.CharField(
        _("severity"), max_length=6, choices=Severity.choices, default=Severity.MEDIUM
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta(Announcing.Meta):
        verbose_name = _("training gap")
        verbose_name_plural = _("training gaps")
        ordering = ["-created_at", "-id"]
        permissions: ClassVar = [("see_all_traininggap", _("Can see all training gaps"))]
        indexes: ClassVar = [
            models.Index(
                fields=["severity"], condition=Q(resolved_at__isnull=True), name="people_gap_open_by_severity"
            )
        ]

    def __str__(self) -> str:
        return self.description[:80] or self.playbook_title or str(self.pk)

    @property
    def playbook_title(self) -> str | None:
        return None if self.playbook is None else self.playbook.title


class Feedback360(Record):
    """What one person says about another's work. Read by its author and by PEOPLE; its subject sees averages."""

    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="feedback_received",
        verbose_name=_("about"),
    )
    rater = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="feedback_given",
        verbose_name=_("from"),
    )
    criteria = models.CharField(_("criterion"), max_length=120)
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=_("From 1 to 5.")
    )
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("360° feedback")
        verbose_name_plural = _("360° feedback")
        ordering = ["-created_at", "-id"]
        permissions: ClassVar = [("see_all_feedback360", _("Can see all 360° feedback"))]
        constraints: ClassVar = [
            # Nobody grades themselves.
            models.CheckConstraint(
                condition=~Q(subject=F("rater")),
                name="people_feedback_about_another",
                violation_error_message=_("Feedback is about somebody else. Choose another person."),
            ),
            # The scale has five steps.
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5),
                name="people_feedback_score_range",
                violation_error_message=_("A score lies between 1 and 5. Correct it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criteria}: {self.score}"
