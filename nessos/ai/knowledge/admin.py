"""What the house knows, at the desk: looked at, for it follows the texts by itself."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.ai.knowledge.permitting import readable_now
from nessos.ai.knowledge.showing import kind_tell, readers_only, source_label, titles_of
from nessos.ai.knowledge.sources import sources
from nessos.ai.knowledge.uploads.admin import UploadedDocumentAdmin
from nessos.web.admin import ReadOnlyAdmin, navigation_add
from nessos.web.admin.navigation import PERSONAL

__all__ = ["ChunkAdmin", "DocumentAdmin", "EmbeddingSpaceAdmin", "UploadedDocumentAdmin"]

_BEGINNING = 120

navigation_add(
    PERSONAL, _("Ask the house"), "knowledge_ask", icon="help_center", permission=readers_only, order=20
)
navigation_add(
    "ai",
    _("Index of the knowledge"),
    "knowledge_index",
    icon="hub",
    permission="ai.view_embeddingspace",
    order=61,
)


class SourceFilter(admin.SimpleListFilter):
    """By the name that people know a source by."""

    title = _("source")
    parameter_name = "source"
    column = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(each.name, source_label(each)) for each in sources]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class ChunkSourceFilter(SourceFilter):
    column = "document__source"


@admin.register(EmbeddingSpace)
class EmbeddingSpaceAdmin(ReadOnlyAdmin):
    icon = "grain"
    navigation_order = 64
    list_display = ["embedder", "status_label", "learned_from", "created_at"]
    fields = ["embedder", "served_model", "status", "likeness_floor", "learned_from", "created_at"]
    readonly_fields: Any = fields
    empty_text = _("Nothing was indexed yet. A worker begins within seconds.")

    status_label = ReadOnlyAdmin.label_of("status", _("status"), {"serving": "success", "building": "info"})

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmbeddingSpace]:
        return super().get_queryset(request).defer("holding")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    icon = "article"
    navigation_order = 62
    list_display = ["record", "source_told", "pieces", "has_vectors", "space", "indexed_at"]
    list_filter = [SourceFilter, "has_vectors", "space"]
    search_fields = ["=object_id"]
    fields = ["source", "object_id", "space", "pieces", "has_vectors", "state", "indexed_at", "content_hash"]
    readonly_fields: Any = fields
    ordering = ["-id"]  # by their key, which is by time: no sorting
    empty_text = _("No text is indexed yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("space__holding")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the titles of what this person may read, in one query for each source."""
        found = super().get_changelist_instance(request)
        found.result_list = list(found.result_list)
        titles = titles_of(found.result_list, request.user)
        for row in found.result_list:
            row.title_told = titles.get(row.object_id, "")
        return found

    @admin.display(description=_("record"))
    def record(self, document: Document) -> str:
        return getattr(document, "title_told", "") or str(document.object_id)

    @admin.display(description=_("source"), ordering="source")
    def source_told(self, document: Document) -> str:
        return kind_tell(document.source)


@admin.register(Chunk)
class ChunkAdmin(ReadOnlyAdmin):
    """Only pieces of what the person may read, as it stands now: they hold the text itself."""

    icon = "notes"
    navigation_order = 63
    list_display = ["heading_told", "text_begun", "source", "position"]
    list_filter = [ChunkSourceFilter]
    search_fields = ["=document__object_id"]
    fields = ["source", "position", "heading", "text"]
    readonly_fields: Any = fields
    ordering = ["-id"]
    list_select_related = ["document"]
    empty_text = _("No text is indexed yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Chunk]:
        rows = super().get_queryset(request).filter(readable_now(list(sources), request.user, "document__"))
        return rows.select_related("document").defer("words", "embedding")

    @admin.display(description=_("heading"))
    def heading_told(self, chunk: Chunk) -> str:
        return chunk.heading or "–"

    @admin.display(description=_("text"))
    def text_begun(self, chunk: Chunk) -> str:
        return chunk.text if len(chunk.text) <= _BEGINNING else f"{chunk.text[:_BEGINNING]}…"

    @admin.display(description=_("source"))
    def source(self, chunk: Chunk) -> str:
        return kind_tell(chunk.document.source)
