"""Reads: how documents fare."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nessos.ai.knowledge.models import Document, serving
from nessos.ai.knowledge.uploads.errors import fault_tell
from nessos.ai.knowledge.uploads.models import UploadedDocument
from nessos.web.access import Person, visible
from nessos.web.admin import admin_link

_SHOWN = 20
_COLOURS = {"waiting": "", "reading": "ness-info", "ready": "ness-good", "failed": "ness-bad"}
_STATE = UploadedDocument.State


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One document as the page shows it. ``pieces``: None while it is not in the index yet."""

    row: UploadedDocument
    pieces: int | None

    @property
    def link(self) -> str:
        return admin_link(self.row)

    @property
    def colour(self) -> str:
        return _COLOURS[self.row.state]

    @property
    def is_failed(self) -> bool:
        return self.row.state == _STATE.FAILED

    @property
    def is_being_indexed(self) -> bool:
        return self.row.state == _STATE.READY and not self.row.is_archived and self.pieces is None

    @property
    def told(self) -> str:
        return standing_tell(self.row, self.pieces)


def documents_recent(*, user: Person) -> list[Standing]:
    rows = list(visible(user, UploadedDocument.objects.all())[:_SHOWN])
    pieces = pieces_count([row.pk for row in rows])
    return [Standing(row=row, pieces=pieces.get(row.pk)) for row in rows]


def pieces_count(keys: list[Any]) -> dict[Any, int]:
    """How many pieces of each stand in the index that serves."""
    documents = Document.objects.filter(serving(), source=UploadedDocument._meta.label, object_id__in=keys)
    return dict(documents.order_by().values_list("object_id", "pieces"))


def standing_tell(row: UploadedDocument, pieces: int | None) -> str:
    if row.state == _STATE.FAILED:
        return fault_tell(row.fault, row.file_name, megabytes=settings.UPLOAD_MAX_MEGABYTES)
    if row.state == _STATE.WAITING:
        return _("Waiting to be read.")
    if row.state == _STATE.READING:
        told = _("Being read: page %(page)d of %(pages)d.") if row.pages else _("Being read.")
        return told % {"page": row.pages_read, "pages": row.pages}
    if row.is_archived:
        return _("Archived: it is found no longer.")
    if pieces is None:
        return _("Read; it is found within seconds.")
    return ngettext("Ready: %(count)d piece.", "Ready: %(count)d pieces.", pieces) % {"count": pieces}
