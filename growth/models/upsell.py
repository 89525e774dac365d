"""Contracts that outgrow what was agreed: a reason to talk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel.models import Record
from nessos.kernel.text import date_turn


class UpsellAlert(Record):
    """A contract used more of something in a month than its limit. Dismissed by whoever has dealt with it."""

    class AlertType(models.TextChoices):
        HOURS_LIMIT = "hours_limit", _("Hours above the limit")

    contract = models.ForeignKey(
        "fin.Contract", on_delete=models.CASCADE, related_name="upsell_alerts", verbose_name=_("contract")
    )
    alert_type = models.CharField(
        _("type"), max_length=20, choices=AlertType.choices, default=AlertType.HOURS_LIMIT
    )
    month = models.DateField(_("month"))
    message = models.TextField(_("message"), blank=True)
    consumption = models.DecimalField(_("consumption"), max_digits=12, decimal_places=2)
    limit = models.DecimalField(_("limit"), max_digits=12, decimal_places=2)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("upsell alert")
        verbose_name_plural = _("upsell alerts")
        ordering = ["-month", "-created_at"]
        constraints: ClassVar = [
            # A month that is recorded again tells nobody twice.
            models.UniqueConstraint(
                fields=["contract", "month", "alert_type"], name="growth_upsell_alert_once"
            ),
            # A month is named by its first day.
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="growth_upsell_alert_month_begins",
                violation_error_message=_("A month is given by its first day. Correct it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_alert_type_display()}: {self.contract} · {date_turn(str(self.month)[:7])}"
