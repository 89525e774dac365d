"""People and companies who asked for something."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from growth.models.firsts import first_time_note
from growth.sources import source_derive, source_label
from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import EmailAddressField, FoldedField, PhoneField, UFField
from nessos.kernel.models import Record


class Lead(Announcing, Record):
    class Status(models.TextChoices):
        NEW = "new", _("New")
        QUALIFIED = "qualified", _("Qualified")
        PROPOSAL = "proposal", _("Proposal")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Temperature(models.TextChoices):
        HOT = "hot", _("Hot")
        WARM = "warm", _("Warm")
        COLD = "cold", _("Cold")

    name = models.CharField(_("name"), max_length=200, validators=[MinLengthValidator(2)])
    name_folded = FoldedField(source="name")
    email = EmailAddressField(_("e-mail"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    company_folded = FoldedField(source="company")
    #: Derived from the origin when nobody says; what somebody says is kept, in their words.
    source = models.CharField(_("source"), max_length=40, blank=True)
    origin_url = models.CharField(_("origin"), max_length=2000, blank=True)
    message = models.TextField(_("message"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW)
    lead_score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    lead_segment = models.CharField(_("segment"), max_length=100, blank=True)
    temperature = models.CharField(_("temperature"), max_length=5, choices=Temperature.choices, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    uf = UFField(_("state"), blank=True)
    #: When it first became qualified: makes "once, by any door" a fact of the row.
    qualified_at = models.DateTimeField(_("qualified at"), null=True, blank=True, editable=False)

    class Meta(Announcing.Meta):
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-id"]
        constraints: ClassVar = [
            # A name of one letter is a slip, and spaces are no name.
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("name")), 2),
                name="growth_lead_name_given",
                violation_error_message=_("A name has at least two letters. Enter the whole name."),
            ),
            # Whoever cannot be reached is no lead.
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="growth_lead_can_be_reached",
                violation_error_message=_("Enter an e-mail address or a telephone, so that we can answer."),
            ),
            # Scores are points out of a hundred.
            models.CheckConstraint(
                condition=Q(lead_score__isnull=True) | Q(lead_score__lte=100),
                name="growth_lead_score_range",
                violation_error_message=_("A score lies between 0 and 100. Correct it."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-created_at"], name="growth_lead_by_status"),
            models.Index(fields=["-created_at", "-id"], name="growth_lead_by_time"),
            models.Index(fields=["email"], name="growth_lead_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company else self.name

    @property
    def source_label(self) -> str:
        return source_label(self.source)

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        derived = first_time_note(self, before, "qualified_at", happened=self.status == self.Status.QUALIFIED)
        if not self.source:
            self.source = source_derive(self.origin_url)
            derived.append("source")
        return derived
