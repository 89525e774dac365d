"""Providers, the models they serve, and whether a provider is left alone for now."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.providers.addresses import base_url_validate, key_variable_validate
from nessos.ai.providers.faults import FaultKind
from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class Provider(models.Model):
    """A server that speaks OpenAI's protocol. The key stands in the environment alone; here is only its name."""

    class Structured(models.TextChoices):
        SCHEMA = "schema", _("by JSON Schema, strictly")
        JSON_OBJECT = "json_object", _("as JSON, the schema in words")
        TEXT = "text", _("as text, the schema in words")

    class LengthField(models.TextChoices):
        COMPLETION = "max_completion_tokens", _("as OpenAI names it: max_completion_tokens")
        PLAIN = "max_tokens", _("as most others do: max_tokens")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    base_url = models.CharField(
        _("address"),
        max_length=300,
        validators=[base_url_validate],
        help_text=_(
            "Such as https://api.openai.com/v1, or http://localhost:11434/v1 for a server in your own network."
        ),
    )
    key_variable = models.CharField(
        _("variable of the key"),
        max_length=80,
        blank=True,
        validators=[key_variable_validate],
        help_text=_(
            "The environment variable that holds the key, such as OPENAI_API_KEY. Empty: it needs none."
        ),
    )
    sees_personal_data = models.BooleanField(
        _("may see personal data"),
        default=False,
        help_text=_("Only if your contract with the provider covers it, or it is a server of your own."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    timeout_seconds = models.PositiveSmallIntegerField(
        _("seconds it may take"), default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    structured = models.CharField(
        _("how answers are asked for"), max_length=12, choices=Structured.choices, default=Structured.SCHEMA
    )
    length_field = models.CharField(
        _("field that limits an answer"),
        max_length=24,
        choices=LengthField.choices,
        default=LengthField.COMPLETION,
        help_text=_("Ollama, for one, knows only max_tokens, and would write without a limit."),
    )
    takes_store = models.BooleanField(
        _("is told to store nothing"),
        default=True,
        help_text=_("Sends store=false. Switch it off for a server that refuses the field."),
    )
    batch_size = models.PositiveSmallIntegerField(
        _("texts embedded at once"), default=256, validators=[MinValueValidator(1), MaxValueValidator(256)]
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("model provider")
        verbose_name_plural = _("model providers")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            # Any other variable may hold a secret of the house's own, which would be sent to that address.
            models.CheckConstraint(
                condition=Q(key_variable="") | Q(key_variable__regex=r"^[A-Z][A-Z0-9_]*_API_KEY$"),
                name="ai_provider_key_variable_is_a_key",
            ),
            models.CheckConstraint(
                condition=Q(timeout_seconds__gte=1, timeout_seconds__lte=600),
                name="ai_provider_timeout_range",
            ),
            models.CheckConstraint(
                condition=Q(batch_size__gte=1, batch_size__lte=256), name="ai_provider_batch_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever edits it has mended something: it is asked again at once."""
        super().save(*args, **kwargs)
        Breaker.objects.filter(provider=self).delete()


class ServedModel(models.Model):
    """A model as one provider serves it."""

    class Kind(models.TextChoices):
        CHAT = "chat", _("writes answers")
        EMBEDDING = "embedding", _("makes vectors")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="models", verbose_name=_("model provider")
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("As the provider calls it, such as gpt-4o-mini or llama3.1:8b."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CHAT)
    input_price = models.DecimalField(
        _("price of input"),
        max_digits=12,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("In BRL per million tokens."),
    )
    output_price = models.DecimalField(
        _("price of output"),
        max_digits=12,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("In BRL per million tokens."),
    )
    context_tokens = models.PositiveIntegerField(
        _("tokens it can read"), default=128_000, validators=[MinValueValidator(1)]
    )
    max_output_tokens = models.PositiveIntegerField(
        _("tokens it may write"), default=4_096, validators=[MinValueValidator(1)]
    )
    takes_dimensions = models.BooleanField(
        _("vectors of the length asked for"),
        default=True,
        help_text=_("Switch it off for a model that makes vectors of one length only."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    name_joins: ClassVar = ("provider",)

    class Meta:
        verbose_name = _("AI model")
        verbose_name_plural = _("AI models")
        ordering: ClassVar = ["provider__name", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "name", "kind"], name="ai_served_model_once"),
            # A negative price would fill the budgets that it is taken from.
            models.CheckConstraint(
                condition=Q(input_price__gte=0, output_price__gte=0), name="ai_served_model_price_range"
            ),
            models.CheckConstraint(
                condition=Q(context_tokens__gte=1, max_output_tokens__gte=1),
                name="ai_served_model_token_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.name}"


class Breaker(models.Model):
    """How a provider has fared of late, for all processes. No row: nothing is known against it.

    Open until ``open_until``; then half open: one call at a time, whose lease ``probe_until`` is, finds out.
    """

    provider = models.OneToOneField(
        Provider,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="breaker",
        verbose_name=_("model provider"),
    )
    cause = models.CharField(_("cause"), max_length=20, choices=FaultKind.choices)
    #: One after the other, with no answer in between.
    faults = models.PositiveIntegerField(_("faults in a row"), default=0)
    #: How often it opened since it last answered: each time for longer.
    openings = models.PositiveIntegerField(_("openings in a row"), default=0)
    open_until = models.DateTimeField(_("left alone until"), null=True, blank=True)
    probe_until = models.DateTimeField(_("being tried until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=clock.now)

    class Meta:
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_cause_display()}"

    @property
    def until(self) -> datetime | None:
        """When the next call may be made; None: at any time."""
        return max(self.open_until, self.probe_until or self.open_until) if self.open_until else None
