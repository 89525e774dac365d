"""A document that somebody uploaded, its files one after the other, and how far reading it has come."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.uploads.kinds import Kind
from nessos.kernel import clock
from nessos.kernel.fields import FoldedField
from nessos.kernel.ids import uuid7
from nessos.kernel.models import Record


class _WithoutText(models.Manager["UploadedDocument"]):
    """A text may be long, and a list of documents needs none of them."""

    def get_queryset(self) -> QuerySet["UploadedDocument"]:
        return super().get_queryset().defer("text")


class _WithoutContent(models.Manager["UploadedFile"]):
    def get_queryset(self) -> QuerySet["UploadedFile"]:
        return super().get_queryset().defer("content")


class UploadedDocument(Record):
    """Found while it is ready and not archived; a newer version takes the text away at once, and then gives its own."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    class Language(models.TextChoices):
        PORTUGUESE = "pt-br", _("Portuguese")
        ENGLISH = "en", _("English")
        OTHER = "other", _("another")

    title = models.CharField(_("title"), max_length=200)
    title_folded = FoldedField(source="title")
    tags = ArrayField(models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.PORTUGUESE
    )
    is_for_everybody = models.BooleanField(
        _("for everybody"),
        default=False,
        help_text=_("Otherwise only the groups below find and read it, and whoever uploaded it."),
    )
    groups = models.ManyToManyField("auth.Group", verbose_name=_("for the groups"), blank=True)
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("It stays here, and is found no longer.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    #: Which of its files counts, and what that one is.
    version = models.PositiveIntegerField(_("version"), default=1)
    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=5, choices=[(kind.value, kind.value.upper()) for kind in Kind]
    )
    size = models.PositiveBigIntegerField(_("size"))
    state = models.CharField(_("status"), max_length=8, choices=State.choices, default=State.WAITING)
    #: Why it could not be read: a ``Fault``.
    fault = models.CharField(_("fault"), max_length=20, blank=True)
    pages_read = models.PositiveIntegerField(_("pages read"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    #: How often a worker began with this version: also the fence, for who was overtaken may not write.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    #: SHA-256 of the text: a search compares it without reading the text.
    text_hash = models.CharField(_("text's hash"), max_length=64, blank=True)

    objects = _WithoutText()

    class Meta:
        verbose_name = _("uploaded document")
        verbose_name_plural = _("uploaded documents")
        permissions: ClassVar = [("see_all_uploadeddocument", _("Can see all uploaded documents"))]
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], name="ai_upload_unread", condition=Q(state__in=["waiting", "reading"])
            ),
            models.Index(fields=["-created_at", "-id"], name="ai_upload_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class UploadedFile(models.Model):
    """The bytes of one version. In the database, for many machines share nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        UploadedDocument, on_delete=models.CASCADE, related_name="files", verbose_name=_("document")
    )
    version = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(_("kind"), max_length=5)
    sha256 = models.CharField(_("hash"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size"))
    content = models.BinaryField(_("content"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects = _WithoutContent()

    class Meta:
        # Also where Django collects what goes with a document.
        base_manager_name = "objects"
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        ordering: ClassVar = ["document", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "version"], name="ai_file_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.version}"


def documents_found() -> QuerySet[UploadedDocument]:
    """Those that a search may find."""
    return UploadedDocument.objects.filter(state=UploadedDocument.State.READY, is_archived=False)
