"""What WhatsApp's twin sent, and what the sales profile may offer."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nessos.kernel import clock
from nessos.kernel.documents import phone_format
from nessos.kernel.fields import FoldedField
from nessos.kernel.models import Record


class OutgoingMessage(Record):
    """A message as its recipient reads it, once its time has come."""

    #: In E.164, or a group of people: ``group:ops``.
    recipient = models.CharField(_("to"), max_length=64)
    #: The action that asked for it.
    purpose = models.CharField(_("occasion"), max_length=63)
    text = models.TextField(_("text"))
    send_at = models.DateTimeField(_("sent at"), default=clock.now)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering: ClassVar = ["-send_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-send_at", "-id"], name="conversations_out_by_time"),
            models.Index(fields=["recipient", "-send_at"], name="conversations_out_by_recipient"),
        ]
        constraints: ClassVar = [
            # Nobody can be sent nothing, and nothing can be sent to nobody.
            models.CheckConstraint(
                condition=~Q(recipient="") & ~Q(text=""), name="conversations_out_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.recipient_shown

    @property
    def recipient_shown(self) -> str:
        return phone_format(self.recipient)

    @property
    def is_sent(self) -> bool:
        return self.send_at <= clock.now()


def specs_validate(specs: object) -> None:
    """Names and values in words: they are read out to customers."""
    if not isinstance(specs, dict) or not all(
        isinstance(name, str) and isinstance(value, str) and name.strip() and value.strip()
        for name, value in specs.items()
    ):
        raise ValidationError(
            _('Give names with their values, all in words, such as {"production": "300 units an hour"}.')
        )


class Equipment(Record):
    """A machine of the catalogue. It has no price: prices are never said here, at any temperature."""

    class Category(models.TextChoices):
        FORMING = "forming", _("forming machines")
        SE_LINE = "se_line", _("SE line")
        CUTTING = "cutting", _("cutting")
        BAGGING = "bagging", _("bagging machines")
        MIXING = "mixing", _("mixers")
        SKEWERS = "skewers", _("skewer lines")
        OTHER = "other", _("others")

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_folded = FoldedField(source="name")
    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    description = models.TextField(_("description"), blank=True)
    #: In the order in which they are told.
    specs = models.JSONField(_("specifications"), default=dict, blank=True, validators=[specs_validate])
    keywords = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("What customers call it, separated by commas."),
    )
    is_available = models.BooleanField(_("available"), default=True)
    unavailable_text = models.TextField(
        _("said while it is not available"), blank=True, help_text=_("Customers read this.")
    )
    #: For the house alone: neither searched nor said.
    internal_note = models.TextField(_("internal note"), blank=True)
    alternatives = models.ManyToManyField(
        "self",
        verbose_name=_("offered instead"),
        symmetrical=False,
        blank=True,
        related_name="alternative_to",
    )
    alternatives_context = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("only where they speak of"),
        default=list,
        blank=True,
        help_text=_("Words, separated by commas; none: always."),
    )
    upgrades = models.ManyToManyField(
        "self",
        verbose_name=_("mentioned as the next larger"),
        symmetrical=False,
        blank=True,
        related_name="upgrade_of",
    )

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = pgettext_lazy("several", "equipment")
        ordering: ClassVar = ["category", "name_folded"]
        constraints: ClassVar = [
            # Who asks for what there is not is told something.
            models.CheckConstraint(
                condition=Q(is_available=True) | ~Q(unavailable_text=""),
                name="conversations_equipment_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EquipmentLoaded(models.Model):
    """What was shipped of a machine when it was loaded: renewed as long as nobody changed or deleted it."""

    slug = models.SlugField(primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.slug
