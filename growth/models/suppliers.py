"""Who can deliver what."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel.fields import EmailAddressField, FoldedField, PhoneField
from nessos.kernel.models import Record


class Supplier(Record):
    class Origin(models.TextChoices):
        ENTERED = "entered", _("Entered by a person")
        FOUND = "found", _("Found by the scraper")

    class Urgency(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    name = models.CharField(
        _("name"), max_length=200, unique=True, error_messages={"unique": _("There is one of this name.")}
    )
    name_folded = FoldedField(source="name")
    products = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("products"),
        default=list,
        blank=True,
        help_text=_("Separated by commas. Left empty: whatever is asked for."),
    )
    email = EmailAddressField(_("e-mail"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    origin = models.CharField(
        _("where from"), max_length=10, choices=Origin.choices, default=Origin.ENTERED, editable=False
    )
    #: The last time that goods were asked of it, and how urgently.
    contacted_at = models.DateTimeField(_("contacted at"), null=True, blank=True, editable=False)
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering: ClassVar = ["name_folded"]
        indexes: ClassVar = [GinIndex(fields=["products"], name="growth_supplier_by_product")]
        constraints: ClassVar = [
            # Whoever was asked was asked at some time, with some urgency.
            models.CheckConstraint(
                condition=Q(contacted_at__isnull=True, urgency="")
                | (Q(contacted_at__isnull=False) & ~Q(urgency="")),
                name="growth_supplier_contact_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name
