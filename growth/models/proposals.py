"""Offers to a lead or a client."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from growth.contents import as_json, items_read, items_validate, sections_read, sections_validate
from growth.errors import ProposalNotOpenError, ProposalOverdueError, ProposalSettledError
from growth.models.firsts import first_time_note
from nessos.eventlog.announcing import Announcing
from nessos.kernel import clock
from nessos.kernel.fields import FoldedField, MoneyField
from nessos.kernel.models import Record

#: What was offered: no longer to be changed once somebody accepted it.
_OFFER = ("title", "sections", "items", "total", "lead_id", "client_id")


class Proposal(Announcing, Record):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        EXPIRED = "expired", _("Expired")

    lead = models.ForeignKey(
        "growth.Lead",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("lead"),
    )
    client = models.ForeignKey(
        "fin.Client",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("client"),
    )
    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    sections = models.JSONField(_("sections"), default=list, blank=True, validators=[sections_validate])
    items = models.JSONField(_("items"), default=list, blank=True, validators=[items_validate])
    #: The sum of the items unless somebody gives another, a rounded or discounted one.
    total = MoneyField(_("total"), blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    oportunidade_pipe_id = models.CharField(_("opportunity in the CRM"), max_length=60, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)

    class Meta(Announcing.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "-id"]
        constraints: ClassVar = [
            # An offer is made to somebody.
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(client__isnull=False),
                name="growth_proposal_for_somebody",
                violation_error_message=_("Choose the lead or the client that this proposal is for."),
            ),
            # We pay nobody for being our customer.
            models.CheckConstraint(
                condition=Q(total__gte=0),
                name="growth_proposal_total_not_negative",
                violation_error_message=_("A total is zero or more. Correct it."),
            ),
            # What was accepted says when.
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False),
                name="growth_proposal_accepted_has_a_day",
                violation_error_message=_("An accepted proposal says when it was accepted. Accept it again."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self._total_fill()

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        self.sections = as_json(sections_read(self.sections or []))
        self.items = as_json(items_read(self.items or []))
        derived = ["total"] if self._total_fill() or (before and self._total_follow(before)) else []
        is_accepted = self.status == self.Status.ACCEPTED
        if before and before["status"] == self.Status.ACCEPTED:
            self._assert_unchanged(before)
        elif before and is_accepted:
            self._assert_acceptable(before)
        return derived + first_time_note(self, before, "accepted_at", happened=is_accepted)

    def _total_fill(self) -> bool:
        if self.total is not None:
            return False
        self.total = _sum(self.items)
        return True

    def _total_follow(self, before: dict[str, Any]) -> bool:
        """A total that was the sum of the items stays their sum when they change; one that was set stays."""
        if self.items == before["items"] or not _typed(self, "total") == before["total"] == _sum(
            before["items"]
        ):
            return False
        self.total = _sum(self.items)
        return True

    def _assert_acceptable(self, before: dict[str, Any]) -> None:
        if before["status"] in {self.Status.REJECTED, self.Status.EXPIRED}:
            status = self.Status(before["status"]).label
            raise ProposalNotOpenError(title=self.title, status=str(status).lower())
        valid_until = _typed(self, "valid_until")
        if valid_until is not None and valid_until < clock.today():
            raise ProposalOverdueError(title=self.title, day=date_format(valid_until, "SHORT_DATE_FORMAT"))

    def _assert_unchanged(self, before: dict[str, Any]) -> None:
        if self.status != before["status"] or any(_typed(self, name) != before[name] for name in _OFFER):
            raise ProposalSettledError(title=before["title"])


def _sum(items: Any) -> Decimal:
    return sum((item.amount for item in items_read(items or [])), Decimal())


def _typed(row: Proposal, attname: str) -> Any:
    """As the database would give it back, whatever it was set from."""
    field: Any = row._meta.get_field(attname.removesuffix("_id"))
    return field.to_python(getattr(row, attname))
