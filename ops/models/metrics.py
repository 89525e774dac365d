"""A contract's month in figures, and the indicators that other systems send."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.eventlog.announcing import Announcing
from nessos.kernel.fields import MoneyField
from nessos.kernel.models import Record
from nessos.kernel.text import date_turn

_ZERO = Decimal(0)


class PerformanceMetric(Announcing, Record):
    """What a contract took in one month: hours times rate, plus what was bought for it."""

    class Source(models.TextChoices):
        PERSON = "person", _("a person")
        TIME_ENTRIES = "time_entries", _("the time entries")

    contract = models.ForeignKey(
        "fin.Contract",
        on_delete=models.PROTECT,
        related_name="performance_metrics",
        verbose_name=_("contract"),
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    hours_worked = models.DecimalField(
        _("hours worked"),
        max_digits=8,
        decimal_places=2,
        default=_ZERO,
        validators=[MinValueValidator(_ZERO)],
    )
    hourly_rate = MoneyField(_("hourly rate"), default=_ZERO, validators=[MinValueValidator(_ZERO)])
    cost_input = MoneyField(_("direct cost"), default=_ZERO, validators=[MinValueValidator(_ZERO)])
    sla_achieved = models.DecimalField(
        _("SLA achieved, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(_ZERO), MaxValueValidator(Decimal(100))],
    )
    source = models.CharField(
        _("hours from"),
        max_length=12,
        choices=Source.choices,
        default=Source.PERSON,
        help_text=_(
            "Hours and rate from the time entries are summed each night; a person's are never overwritten."
        ),
    )

    #: True while the night writes its sum: whoever else changes hours or rate makes the row a person's.
    _summing = False

    class Meta(Announcing.Meta):
        verbose_name = _("contract's month")
        verbose_name_plural = _("contracts' months")
        ordering: ClassVar = ["-month", "contract"]
        constraints: ClassVar = [
            # A month is recorded once, or its cost would count twice.
            models.UniqueConstraint(
                fields=["contract", "month"],
                name="ops_metric_once",
                violation_error_message=_("This contract's month is recorded already. Change that row."),
            ),
            # A month is named by its first day, so that equal months are equal values.
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="ops_metric_first_of_month",
                violation_error_message=_("A month is written as its first day, such as 2026-03-01."),
            ),
            # Profitability subtracts these; below zero they would add to it.
            models.CheckConstraint(
                condition=Q(hours_worked__gte=0) & Q(hourly_rate__gte=0) & Q(cost_input__gte=0),
                name="ops_metric_cost_not_negative",
                violation_error_message=_("Hours, rate and direct cost are zero or more."),
            ),
            # It is a share.
            models.CheckConstraint(
                condition=Q(sla_achieved__isnull=True) | (Q(sla_achieved__gte=0) & Q(sla_achieved__lte=100)),
                name="ops_metric_sla_range",
                violation_error_message=_("The SLA is a percentage between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {date_turn(str(self.month)[:7])}"

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        was_summed = before is not None and before["source"] == self.source == self.Source.TIME_ENTRIES
        if not was_summed or self._summing or not self._hours_differ(before):
            return []
        self.source = self.Source.PERSON
        return ["source"]

    def save_summed(self) -> None:
        """Save what the night summed, without making it a person's."""
        self._summing = True
        try:
            self.save(update_fields=["hours_worked", "hourly_rate"])
        finally:
            self._summing = False

    def _hours_differ(self, before: dict[str, Any] | None) -> bool:
        assert before is not None
        fields: list[Any] = [self._meta.get_field(name) for name in ("hours_worked", "hourly_rate")]
        return any(field.to_python(getattr(self, field.attname)) != before[field.attname] for field in fields)


class Indicator(Record):
    """A figure that another system sent, about a contract or about the house."""

    class Source(models.TextChoices):
        INFRA = "Infra", _("Infrastructure")
        SEC = "Sec", _("Security")
        DATA = "Data", _("Data")
        CUSTOM = "Custom", _("Custom")

    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    contract = models.ForeignKey(
        "fin.Contract",
        on_delete=models.PROTECT,
        related_name="indicators",
        null=True,
        blank=True,
        verbose_name=_("contract"),
    )
    metric_type = models.CharField(_("what is measured"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    metadata = models.JSONField(_("metadata"), default=dict, blank=True)
    period = models.DateField(_("period"))

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar = ["-period", "-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["source", "metric_type", "-period"], name="ops_indicator_by_type")
        ]

    def __str__(self) -> str:
        return f"{self.metric_type} · {date_turn(self.period)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.metadata is None:  # an emptied form field
            self.metadata = {}
        super().save(*args, **kwargs)
