"""What the company sells."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from growth.contents import features_validate
from nessos.kernel.fields import FoldedField, MoneyField
from nessos.kernel.links import WebAddressField
from nessos.kernel.models import Record
from nessos.kernel.slugs import SlugFrom

#: The catalogue lock, in one sentence for the form, the API and the database.
LOCK_SENTENCE = _(
    "A service is active only with a playbook that says how it is delivered. Choose a playbook, or leave it inactive."
)


class Service(Record):
    """A line of the catalogue. Inactive until it has a playbook and somebody activates it."""

    class Delivery(models.TextChoices):
        SERVICE = "service", _("service")
        PRODUCT = "product", _("product")
        VERTICAL = "vertical", _("vertical")

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    slug = SlugFrom("name", verbose_name=_("slug"))
    is_active = models.BooleanField(_("active"), default=False)
    delivery_type = models.CharField(
        _("delivered as"), max_length=10, choices=Delivery.choices, default=Delivery.SERVICE
    )
    base_price = MoneyField(_("base price"), null=True, blank=True)
    playbook = models.ForeignKey(
        "ops.Playbook",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("playbook"),
    )
    #: Optional refinement of the playbook; the lock does not look at it.
    service_actions = models.ManyToManyField(
        "ops.ServiceAction", blank=True, related_name="services", verbose_name=_("service actions")
    )
    technical_scope = models.TextField(_("technical scope"), blank=True)
    marketing_pitch = models.CharField(_("pitch"), max_length=300, blank=True)
    marketing_title = models.CharField(_("marketing title"), max_length=200, blank=True)
    marketing_body = models.TextField(_("marketing text"), blank=True)
    marketing_features = models.JSONField(
        _("features"), default=list, blank=True, validators=[features_validate]
    )
    cover_image_url = WebAddressField(_("cover image"), blank=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name_folded"]
        constraints: ClassVar = [
            # The catalogue lock: nothing is sold that nobody knows how to deliver.
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(playbook__isnull=False),
                name="growth_service_active_needs_playbook",
                violation_error_message=LOCK_SENTENCE,
            ),
            # A price below zero is a slip of the keyboard.
            models.CheckConstraint(
                condition=Q(base_price__isnull=True) | Q(base_price__gte=0),
                name="growth_service_price_not_negative",
                violation_error_message=_("A base price is zero or more. Correct it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The lock again, so that a form shows its sentence at the field that mends it."""
        if self.is_active and self.playbook_id is None:
            raise ValidationError({"playbook": LOCK_SENTENCE})
