"""Reads of the index's page: few queries, and none that counts the pieces themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from nessos.ai.knowledge.indexing import rows_due
from nessos.ai.knowledge.models import Document, EmbeddingSpace
from nessos.ai.knowledge.showing import source_label
from nessos.ai.knowledge.sources import sources
from nessos.workers.models import DutyState

_DUTY = "ai.knowledge_index"


@dataclass(frozen=True, kw_only=True)
class SpaceShown:
    embedder: str
    status: str
    is_serving: bool
    #: Texts that are in it, of so many.
    done: int
    total: int
    pieces: int
    #: Texts that only words find, for their model could not be asked.
    without_vectors: int
    created_at: datetime

    @property
    def percent(self) -> int:
        return 100 if self.done >= self.total else self.done * 100 // self.total


@dataclass(frozen=True, kw_only=True)
class SourceShown:
    name: str
    texts: int
    pieces: int
    due: int


def spaces_show() -> list[SpaceShown]:
    total = sum(source.rows().count() for source in sources)
    counted = EmbeddingSpace.objects.defer("holding").annotate(
        done=Count("documents"),
        parts=Sum("documents__pieces", default=0),
        without=Count("documents", filter=Q(documents__has_vectors=False)),
    )
    return [
        SpaceShown(
            embedder=_("the house's own (offline)")
            if space.embedder.startswith("offline ")
            else str(space.embedder),
            status=str(space.get_status_display()),
            is_serving=space.status == EmbeddingSpace.Status.SERVING,
            done=space.done,
            total=total,
            pieces=space.parts,
            without_vectors=space.without,
            created_at=space.created_at,
        )
        for space in counted.order_by("-status")
    ]


def sources_show() -> list[SourceShown]:
    space = EmbeddingSpace.objects.filter(status=EmbeddingSpace.Status.SERVING).only("pk").first()
    held = {
        name: (texts, pieces)
        for name, texts, pieces in Document.objects.filter(space=space)
        .values("source")
        .order_by("source")
        .annotate(texts=Count("pk"), parts=Sum("pieces"))
        .values_list("source", "texts", "parts")
    }
    return [
        SourceShown(
            name=source_label(source),
            texts=held.get(source.name, (0, 0))[0],
            pieces=held.get(source.name, (0, 0))[1],
            due=rows_due(space, source).count() if space else source.rows().count(),
        )
        for source in sources
    ]


def duty_show() -> DutyState | None:
    return DutyState.objects.filter(name=_DUTY).first()
