"""Advertising: whom it is shown to, and the campaigns that show it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.fields import FoldedField, MoneyField
from nessos.kernel.models import Record


class Audience(Record):
    """People whom an advertiser knows by digests of their addresses alone."""

    class Kind(models.TextChoices):
        CART_ABANDONERS = "cart_abandoners", _("Left a cart behind")
        LEADS = "leads", _("Leads")

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    products = ArrayField(
        models.CharField(max_length=100), verbose_name=_("products"), default=list, blank=True
    )
    #: SHA-256 of a telephone or an e-mail address, as advertisers take them.
    members = ArrayField(
        models.CharField(max_length=64), verbose_name=_("members"), default=list, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> int:
        return len(self.members)


class Campaign(Record):
    """What is advertised, and whether it is being shown now."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CART_RECOVERY = "cart_recovery", _("Cart recovery")
        LEAD_NURTURE = "lead_nurture", _("Lead nurture")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Being shown")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PRODUCT)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    budget = MoneyField(_("budget"), validators=[MinValueValidator(0)])
    products = ArrayField(
        models.CharField(max_length=100), verbose_name=_("products"), default=list, blank=True
    )
    #: As the advertiser names it.
    audience = models.CharField(_("audience"), max_length=100, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True, editable=False)
    pause_reason = models.CharField(_("reason of the pause"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [GinIndex(fields=["products"], name="growth_campaign_by_product")]
        constraints: ClassVar = [
            # A pause has a beginning, and ends with it.
            models.CheckConstraint(
                condition=Q(status="paused", paused_at__isnull=False)
                | (~Q(status="paused") & Q(paused_at__isnull=True)),
                name="growth_campaign_pause_begins",
            ),
            # Money is spent, never earned, by advertising.
            models.CheckConstraint(
                condition=Q(budget__gte=0),
                name="growth_campaign_budget_not_negative",
                violation_error_message=_("A budget is zero or more. Correct it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        is_paused = self.status == self.Status.PAUSED
        if is_paused is (self.paused_at is None):
            self.paused_at = clock.now() if is_paused else None
            update_fields = None if update_fields is None else {*update_fields, "paused_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
