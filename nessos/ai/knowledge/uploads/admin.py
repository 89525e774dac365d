"""Uploaded documents at the desk."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.uploads.models import UploadedDocument, UploadedFile
from nessos.ai.knowledge.uploads.selectors import pieces_count, standing_tell
from nessos.ai.knowledge.uploads.services import document_archive, document_retry
from nessos.web.admin import RoomAdmin, RoomTabularInline, reading_button, room_button, row_action

_COLOURS = {"waiting": "default", "reading": "info", "ready": "success", "failed": "danger"}
_BEGINNING = 1_200


class FileInline(RoomTabularInline):
    """Which files there were, one version after the other."""

    model = UploadedFile
    fields = ["version", "name", "size_told", "uploaded_at", "uploaded_by"]
    readonly_fields = fields
    can_delete = False

    @admin.display(description=_("size"))
    def size_told(self, file: UploadedFile) -> str:
        return filesizeformat(file.size)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("ai.view_uploadeddocument"))


@admin.register(UploadedDocument)
class UploadedDocumentAdmin(RoomAdmin):
    icon = "upload_file"
    navigation_order = 60
    list_display = ["title", "state_label", "kind", "size_told", "version", "uploaded_by", "updated_at"]
    list_filter = ["state", "kind", "is_for_everybody", "is_archived", "language"]
    search_fields = ["title_folded", "file_name"]
    readonly_fields = [
        "standing",
        "file_name",
        "size_told",
        "version",
        "uploaded_by",
        "text_begun",
        "created_at",
    ]
    fieldsets = [
        (None, {"fields": ["standing", "title", "tags", ("language", "is_archived")]}),
        (_("Who may read it"), {"fields": ["is_for_everybody", "groups"]}),
        (_("File"), {"fields": [("file_name", "size_told"), ("version", "uploaded_by", "created_at")]}),
        (_("Text"), {"fields": ["text_begun"], "classes": ["collapse"]}),
    ]
    inlines = [FileInline]
    actions = ["documents_archive", "documents_retry"]
    actions_detail = ["document_download", "document_renew", "document_again"]
    empty_text = _(
        "No document was uploaded yet. What is uploaded here is read and found like every other text."
    )

    state_label = RoomAdmin.label_of("state", _("status"), _COLOURS)

    @admin.display(description=_("size"), ordering="size")
    def size_told(self, document: UploadedDocument) -> str:
        return filesizeformat(document.size)

    @admin.display(description=_("status"))
    def standing(self, document: UploadedDocument) -> str:
        return standing_tell(document, pieces_count([document.pk]).get(document.pk))

    @admin.display(description=_("how it begins"))
    def text_begun(self, document: UploadedDocument) -> str:
        return Truncator(document.text[: 2 * _BEGINNING]).chars(_BEGINNING) if document.text else ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A document begins with its file."""
        return HttpResponseRedirect(reverse("knowledge_upload"))

    @row_action(_("Archive"))
    def documents_archive(self, request: HttpRequest, document: UploadedDocument) -> None:
        document_archive(document=document)

    @row_action(_("Read again what failed"))
    def documents_retry(self, request: HttpRequest, document: UploadedDocument) -> None:
        document_retry(document=document)

    @reading_button(_("Download"), icon="download")
    def document_download(self, request: HttpRequest, document: UploadedDocument) -> HttpResponse:
        return file_answer(document)

    @reading_button(_("Upload a newer version"), icon="upload", permission="change")
    def document_renew(self, request: HttpRequest, document: UploadedDocument) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('knowledge_upload')}?replaces={document.pk}")

    def has_read_again_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Unfold asks with the row's id in places."""
        key = obj.pk if isinstance(obj, UploadedDocument) else obj
        failed = UploadedDocument.objects.filter(pk=key, state=UploadedDocument.State.FAILED)
        row = failed.first() if key else None
        return row is not None and self.has_change_permission(request, row)

    @room_button(
        _("Read again"),
        question=_("Try once more to read this file?"),
        icon="refresh",
        permission="read_again",
    )
    def document_again(self, request: HttpRequest, document: UploadedDocument) -> Any:
        document_retry(document=document)
        return _("It is read again within seconds.")


def file_answer(document: UploadedDocument) -> HttpResponse:
    """To be kept, never to be shown: a page inside of it would be one of ours."""
    content = UploadedFile.objects.values_list("content", flat=True).get(
        document=document, version=document.version
    )
    return HttpResponse(
        bytes(content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(document.file_name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
