"""Who pays, under which contract, and what the books say came in."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nessos.eventlog.announcing import Announcing
from nessos.kernel import clock
from nessos.kernel.fields import DocumentField, EmailAddressField, FoldedField, MoneyField, PhoneField
from nessos.kernel.models import Record
from nessos.kernel.text import date_turn, text_validate

#: How long before the earlier of renewal and end a contract announces itself.
ENDING_NOTICE = timedelta(days=30)
_ZERO = Decimal(0)


def key_terms_validate(value: object) -> None:
    """An object, not a list: people look for the penalty, not for the fourth line."""
    if not isinstance(value, dict):
        raise ValidationError(
            _('The key terms are an object, such as {"penalty": "10 %"}.'), code="not_an_object"
        )
    text_validate(value)


class Client(Record):
    """Whom we work for."""

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    document = DocumentField(_("CPF or CNPJ"), blank=True)
    contact_email = EmailAddressField(_("contact e-mail"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    omie_code = models.CharField(_("code in Omie"), max_length=40, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering: ClassVar = ["name_folded", "id"]
        constraints: ClassVar = [
            # One company is one client, however often it signs.
            models.UniqueConstraint(
                fields=["document"],
                condition=~Q(document=""),
                name="fin_client_document_once",
                violation_error_message=_(
                    "Another client has this CPF or CNPJ. Use that client, or correct the number."
                ),
            ),
            # Revenue from the ERP is matched by this code.
            models.UniqueConstraint(
                fields=["omie_code"],
                condition=~Q(omie_code=""),
                name="fin_client_omie_code_once",
                violation_error_message=_("Another client has this code in Omie. Correct one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContractNumbers(models.Model):
    """The last number given out in a year: its lock makes two contracts signed at once take turns."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("contract numbers")
        verbose_name_plural = _("contract numbers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

    @classmethod
    def give_next(cls) -> str:
        """The next free number of this year, ``2026-0001``; the row stays locked until the transaction ends."""
        year = clock.today().year
        cls.objects.get_or_create(year=year)
        while True:
            cls.objects.filter(year=year).update(last=F("last") + 1)
            number = f"{year}-{cls.objects.get(year=year).last:04}"
            if not Contract.objects.filter(number=number).exists():  # unless a person typed it already
                return number


class Contract(Announcing, Record):
    """What a client pays for, and until when. Whether it is in force follows from its dates alone."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        PROJECT = "project", _("Project")
        HOURS = "hours", _("Hour bank")
        OTHER = "other", _("Other")

    #: Nobody knows a contract by its number alone: its name holds the client's.
    name_joins = ("client",)

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("client")
    )
    number = models.CharField(
        _("number"),
        max_length=40,
        unique=True,
        blank=True,
        help_text=_("Left empty, the next one of the year is given."),
        error_messages={
            "unique": _("Another contract has this number. Leave it empty to get the next free one.")
        },
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MONTHLY)
    value = MoneyField(_("total value"), default=_ZERO, validators=[MinValueValidator(_ZERO)])
    mrr = MoneyField(_("monthly revenue"), default=_ZERO, validators=[MinValueValidator(_ZERO)])
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    renewal_date = models.DateField(_("renewal"), null=True, blank=True)
    adjustment_index = models.CharField(
        _("adjustment index"), max_length=60, blank=True, help_text=_("Such as IPCA.")
    )
    hours_limit = models.DecimalField(
        _("hours per month at most"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(_ZERO)],
    )
    summary_ai = models.TextField(_("summary"), blank=True)
    key_terms = models.JSONField(_("key terms"), default=dict, blank=True, validators=[key_terms_validate])
    notes = models.TextField(_("notes"), blank=True)
    #: The renewal or end that was announced last: makes "once per date" a fact of the row.
    ending_announced_for = models.DateField(_("ending announced for"), null=True, blank=True, editable=False)

    class Meta(Announcing.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering: ClassVar = ["-created_at"]
        permissions: ClassVar = [("view_profitability", _("Can see profitability"))]
        indexes: ClassVar = [
            models.Index(fields=["end_date"], name="fin_contract_by_end"),
            models.Index(fields=["renewal_date"], name="fin_contract_by_renewal"),
        ]
        constraints: ClassVar = [
            # A contract that ends before it starts would never be in force.
            models.CheckConstraint(
                condition=Q(start_date__isnull=True)
                | Q(end_date__isnull=True)
                | Q(end_date__gte=F("start_date")),
                name="fin_contract_ends_after_start",
                violation_error_message=_(
                    "A contract cannot end before it starts. Correct one of the two dates."
                ),
            ),
            # Costs are subtracted elsewhere; what a contract brings in is never below zero.
            models.CheckConstraint(
                condition=Q(mrr__gte=0) & Q(value__gte=0),
                name="fin_contract_money_not_negative",
                violation_error_message=_("Value and monthly revenue are zero or more."),
            ),
            # Without a limit the field is empty; a negative one means nothing.
            models.CheckConstraint(
                condition=Q(hours_limit__isnull=True) | Q(hours_limit__gte=0),
                name="fin_contract_hours_not_negative",
                violation_error_message=_(
                    "The limit of hours is zero or more. Leave it empty when there is none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.client.name}" if hasattr(self, "client") else self.number

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        number = self.number or (before["number"] if before else ContractNumbers.give_next())
        announced = before["ending_announced_for"] if before else None
        due = self.ending_due()
        changed = [] if self.number == number else ["number"]
        self.number = number
        if self.key_terms is None:  # an emptied form field
            self.key_terms, changed = {}, [*changed, "key_terms"]
        # What was announced is read off the locked row: another process may have done it since this one was loaded.
        self.ending_announced_for = due or announced
        return [*changed, "ending_announced_for"]

    def ending_due(self) -> date | None:
        """The next renewal or end, once it is near enough to be announced; none for a contract already over."""
        today = clock.today()
        end = self._day("end_date")
        if end is not None and end < today:
            return None
        ahead = [day for day in (self._day("renewal_date"), end) if day is not None and day >= today]
        nearest = min(ahead, default=None)
        return nearest if nearest is not None and nearest <= today + ENDING_NOTICE else None

    def _day(self, name: str) -> date | None:
        """A date may still be the text that somebody typed, or an expression for the database to work out."""
        value = getattr(self, name)
        if hasattr(value, "resolve_expression"):
            return None
        field: Any = self._meta.get_field(name)
        day: date | None = field.to_python(value)
        return day


class RevenueSnapshot(Record):
    """What the ERP says came in from a client in a month."""

    period = models.DateField(_("month"))
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        related_name="revenue_snapshots",
        null=True,
        blank=True,
        verbose_name=_("client"),
    )
    omie_code = models.CharField(_("code in Omie"), max_length=40, blank=True)
    value = MoneyField(_("value"))
    source = models.CharField(_("source"), max_length=40, default="omie")

    class Meta:
        verbose_name = _("revenue in the books")
        verbose_name_plural = _("revenue in the books")
        ordering: ClassVar = ["-period", "client"]
        constraints: ClassVar = [
            # A month is named by its first day, so that equal months are equal values.
            models.CheckConstraint(
                condition=Q(period__day=1),
                name="fin_revenue_first_of_month",
                violation_error_message=_("A month is written as its first day, such as 2026-03-01."),
            ),
            # Revenue of nobody could never be compared with a contract.
            models.CheckConstraint(
                condition=Q(client__isnull=False) | ~Q(omie_code=""),
                name="fin_revenue_of_somebody",
                violation_error_message=_("Name the client, or at least its code in Omie."),
            ),
            # A second import of the same month replaces, it does not add.
            models.UniqueConstraint(
                fields=["period", "client", "source"],
                condition=Q(client__isnull=False),
                name="fin_revenue_client_once",
                violation_error_message=_(
                    "This client's revenue of that month is recorded already. Change that row."
                ),
            ),
            models.UniqueConstraint(
                fields=["period", "omie_code", "source"],
                condition=~Q(omie_code=""),
                name="fin_revenue_code_once",
                violation_error_message=_(
                    "This code's revenue of that month is recorded already. Change that row."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client or self.omie_code} · {date_turn(str(self.period)[:7])}"
