"""A prompt per agent, its versions, and which of them was in force from when on."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class Prompt(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63, unique=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering: ClassVar = ["agent"]
        default_permissions = ("view",)
        permissions: ClassVar = [("publish_prompt", _("Can publish prompts"))]

    def __str__(self) -> str:
        return self.agent


class PromptVersion(models.Model):
    """A text as it was saved. A trigger in the database refuses any change: calls stand on it by its number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    prompt = models.ForeignKey(
        Prompt, verbose_name=_("prompt"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    #: It came with the house, in a file.
    is_shipped = models.BooleanField(_("shipped"), default=False)
    #: None: the house itself.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("prompt version")
        verbose_name_plural = _("prompt versions")
        ordering: ClassVar = ["prompt", "-number"]
        default_permissions = ("view", "add")
        constraints: ClassVar = [
            # A call's number means one text.
            models.UniqueConstraint(fields=["prompt", "number"], name="ai_prompt_version_number_once"),
        ]

    def __str__(self) -> str:
        return _("version %(number)d") % {"number": self.number}


class Publication(models.Model):
    """From then on this version is in force; publishing an older one again goes back to it. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    prompt = models.ForeignKey(
        Prompt, verbose_name=_("prompt"), on_delete=models.PROTECT, related_name="publications"
    )
    version = models.ForeignKey(
        PromptVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="publications"
    )
    at = models.DateTimeField(_("published at"), default=clock.now)
    #: None: the house itself, when it loaded what it ships.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering: ClassVar = ["prompt", "-at"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            # At any moment exactly one is in force.
            models.UniqueConstraint(fields=["prompt", "at"], name="ai_prompt_publication_moment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.at:%Y-%m-%d %H:%M}"
