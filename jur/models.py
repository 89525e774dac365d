"""What was signed, what is risky in it, and whether what we do keeps the law."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import FoldedField
from nessos.kernel.models import Record


class LegalDocument(Announcing, Record):
    """The text of something signed or to be signed."""

    class Type(models.TextChoices):
        CONTRACT = "contract", _("Contract")
        AMENDMENT = "amendment", _("Amendment")
        NDA = "nda", _("Non-disclosure agreement")
        TERMS = "terms", _("Terms")
        POLICY = "policy", _("Policy")
        OPINION = "opinion", _("Legal opinion")
        OTHER = "other", _("Other")

    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    doc_type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.CONTRACT)
    content_text = models.TextField(_("text"), blank=True)
    contract = models.ForeignKey(
        "fin.Contract",
        on_delete=models.PROTECT,
        related_name="legal_documents",
        null=True,
        blank=True,
        verbose_name=_("contract"),
    )

    class Meta(Announcing.Meta):
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class RiskFinding(Announcing, Record):
    """A clause that may hurt us, found by a person or by the review."""

    class Category(models.TextChoices):
        SLA = "disproportionate_sla", _("Disproportionate SLA")
        LIABILITY = "unlimited_liability", _("Unlimited liability")
        PENALTY = "abusive_penalty", _("Abusive penalty")
        WARRANTY = "excessive_warranty", _("Excessive warranty")
        CONFIDENTIALITY = "perpetual_confidentiality", _("Perpetual confidentiality")
        RENEWAL = "automatic_renewal", _("Automatic renewal")
        ADJUSTMENT = "no_adjustment", _("No adjustment")
        NOTICE = "long_notice", _("Long notice")
        PAYMENT = "long_payment_term", _("Long payment term")
        FORUM = "foreign_forum", _("Foreign law or forum")
        EXCLUSIVITY = "exclusivity", _("Exclusivity")
        PROPERTY = "ip_assignment", _("Assignment of intellectual property")
        CHANGE = "unilateral_change", _("Unilateral change")
        NO_DATA_PROTECTION = "no_data_protection", _("No data protection")
        NO_CONFIDENTIALITY = "no_confidentiality", _("No confidentiality")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", pgettext_lazy("of a risk", "Accepted")
        RESOLVED = "resolved", _("Resolved")

    document = models.ForeignKey(
        LegalDocument, on_delete=models.PROTECT, related_name="findings", verbose_name=_("document")
    )
    clause = models.CharField(_("clause"), max_length=200, blank=True)
    category = models.CharField(
        _("category"), max_length=30, choices=Category.choices, default=Category.OTHER
    )
    severity = models.CharField(
        _("severity"), max_length=6, choices=Severity.choices, default=Severity.MEDIUM
    )
    excerpt = models.TextField(_("excerpt"), blank=True)
    suggestion = models.TextField(_("suggestion"), blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)

    class Meta(Announcing.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["status", "severity"], name="jur_risk_by_status")]

    def __str__(self) -> str:
        return self.clause or str(self.get_category_display())


class ComplianceFramework(Record):
    """A law that what we do has to keep."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ComplianceCheck(Record):
    """Whether one playbook keeps one framework."""

    class Status(models.TextChoices):
        PENDING = "pending", _("To be checked")
        OK = "ok", _("Fine")
        GAP = "gap", _("Gap")

    framework = models.ForeignKey(
        ComplianceFramework, on_delete=models.PROTECT, related_name="checks", verbose_name=_("framework")
    )
    playbook = models.ForeignKey(
        "ops.Playbook", on_delete=models.PROTECT, related_name="compliance_checks", verbose_name=_("playbook")
    )
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.PENDING)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("compliance check")
        verbose_name_plural = _("compliance checks")
        ordering: ClassVar = ["framework", "playbook"]
        constraints: ClassVar = [
            # One answer to one question; a new look changes the row.
            models.UniqueConstraint(
                fields=["framework", "playbook"],
                name="jur_check_once",
                violation_error_message=_(
                    "This playbook was checked against this framework already. Change that row."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework} · {self.playbook}"
