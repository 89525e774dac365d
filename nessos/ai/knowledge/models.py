"""What the house's texts became: the spaces they are compared in, the documents, and their pieces."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nessos.ai.knowledge.columns import AnalysedField, HalfVectorField
from nessos.kernel import clock
from nessos.kernel.ids import uuid7

#: Of the house's own embedder.
LIKENESS_FLOOR = 0.32


class EmbeddingSpace(models.Model):
    """What vectors are comparable in. A new one is built beside the serving one, and takes its place at once."""

    class Status(models.TextChoices):
        BUILDING = "building", _("being built")
        SERVING = "serving", _("serving")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: Which embedder, and which state of its analyser and lexicon: vectors of another are no kin.
    embedder = models.CharField(_("embedder"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.BUILDING)
    #: The model that made its vectors, over an API; none: the house's own embedder, or a model that is gone.
    served_model = models.ForeignKey(
        "ai.ServedModel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("AI model"),
    )
    #: From which likeness on a piece answers a question: each model spreads its vectors in its own way.
    likeness_floor = models.FloatField(_("likeness asked for"), default=LIKENESS_FLOOR)
    #: How many pieces its weights were learned from, and how many of them hold each word.
    learned_from = models.PositiveIntegerField(_("learned from"), default=0)
    holding = models.JSONField(_("pieces by word"), default=dict)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("embedding space")
        verbose_name_plural = _("embedding spaces")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            # Two that serve would mix what cannot be compared; two that are built would do the work twice.
            models.UniqueConstraint(fields=["status"], name="ai_space_one_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.embedder} · {self.get_status_display()}"


class Document(models.Model):
    """A text of a room, as it was when it was taken apart. It counts only while its row is still of that state."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    space = models.ForeignKey(
        EmbeddingSpace, on_delete=models.CASCADE, related_name="documents", verbose_name=_("space")
    )
    #: The row that it is the text of: ``ops.Playbook`` and its id.
    source = models.CharField(_("source"), max_length=63)
    object_id = models.UUIDField(_("record"))
    #: The row's ``updated_at`` when it was read.
    state = models.DateTimeField(_("as of"))
    #: SHA-256 of the text: an answer quotes it only while the row's is the same.
    content_hash = models.CharField(_("content"), max_length=64)
    #: The same of title and tags, which may hang on other rows: looked at each night.
    about_hash = models.CharField(_("title and tags"), max_length=64)
    indexed_at = models.DateTimeField(_("indexed at"), default=clock.now)
    #: How many it is in: to count a hundred thousand of them would take a second each time.
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    #: False: the model could not be asked, so that words alone find it for now.
    has_vectors = models.BooleanField(_("has vectors"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("in the index", "document")
        verbose_name_plural = pgettext_lazy("in the index", "documents")
        ordering: ClassVar = ["source", "object_id"]
        constraints: ClassVar = [
            # Taken apart twice, a text would be found twice.
            models.UniqueConstraint(fields=["space", "source", "object_id"], name="ai_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"


class Chunk(models.Model):
    """A piece of a document, small enough to be quoted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="chunks", verbose_name=_("document")
    )
    space = models.ForeignKey(
        EmbeddingSpace, on_delete=models.CASCADE, related_name="+", verbose_name=_("space"), db_index=False
    )
    position = models.PositiveIntegerField(_("position"))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    #: Stems, numbers and notions; the title's are of class A, the heading's B, the text's D.
    words = AnalysedField(_("words"))
    embedding = HalfVectorField(_("vector"))

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        ordering: ClassVar = ["document", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "position"], name="ai_chunk_place_once"),
        ]
        indexes: ClassVar = [GinIndex(fields=["words"], name="ai_chunk_by_word")]

    def __str__(self) -> str:
        return f"{self.document} #{self.position}"


class EmbedderChoice(models.Model):
    """Who makes the vectors of the next space, and what stood in the way of the last attempt. One row at most."""

    served_model = models.ForeignKey(
        "ai.ServedModel",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("embedder"),
    )
    #: Somebody wants everything indexed anew.
    rebuild_asked_at = models.DateTimeField(_("rebuild asked at"), null=True, blank=True)
    fault = models.TextField(_("fault"), blank=True)
    fault_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    #: No model is asked for vectors of texts before then.
    resume_at = models.DateTimeField(_("goes on at"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice of the embedder")
        verbose_name_plural = _("choice of the embedder")
        # There is one index; a second choice could only contradict the first.
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="ai_one_embedder_choice")]

    def __str__(self) -> str:
        return str(self.served_model or _("offline"))


def serving() -> Q:
    """Chunks and documents of the space that serves."""
    return Q(space__status=EmbeddingSpace.Status.SERVING)
