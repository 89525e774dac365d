"""The faults that people switch on, and the ledger of what the twins did."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.integrations.sandbox.names import name_validate
from nessos.kernel.models import Record


class SandboxFault(Record):
    """This twin misbehaves so many times more. What was used up stays to be seen until it is cleared."""

    class Mode(models.TextChoices):
        FAIL = "fail", _("refuses")
        TIMEOUT = "timeout", _("gives no answer, and does nothing")
        UNKNOWN = "unknown", _("does it, and the answer is lost")

    name = models.CharField(
        _("what"),
        max_length=130,
        unique=True,
        validators=[name_validate],
        help_text=_("A squad, or one action of it, such as whatsapp.send_welcome_message."),
        error_messages={"unique": _("It has a fault already. Change that one.")},
    )
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.FAIL)
    times_left = models.PositiveIntegerField(
        _("times left"), default=1, validators=[MaxValueValidator(1_000_000)]
    )

    class Meta:
        verbose_name = _("sandbox fault")
        verbose_name_plural = _("sandbox faults")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            # A mode that no twin knows would be used up without any effect.
            models.CheckConstraint(
                condition=Q(mode__in=["fail", "timeout", "unknown"]), name="sandbox_fault_mode_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SandboxEffect(Record):
    """What a twin did, once for each idempotency key, and what it answered: it answers the same key alike."""

    squad = models.CharField(_("squad"), max_length=63)
    action = models.CharField(_("action"), max_length=63)
    key = models.CharField(_("idempotency key"), max_length=255)
    input = models.JSONField(_("input"), default=dict, encoder=DjangoJSONEncoder)
    output = models.JSONField(_("output"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("sandbox effect")
        verbose_name_plural = _("sandbox effects")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["squad", "action"], name="sandbox_effect_by_action")]
        constraints: ClassVar = [
            # Also what a second request with the same key waits on.
            models.UniqueConstraint(fields=["key"], name="sandbox_effect_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.squad}.{self.action}"

    def belongs_to(self, squad: str, action: str) -> bool:
        return (self.squad, self.action) == (squad, action)


def plain(value: Any) -> Any:
    """Of a contract: JSON, as the ledger keeps it."""
    return value.model_dump(mode="json")
