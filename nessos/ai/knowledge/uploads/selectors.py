"""Reads: how documents fare."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nessos.ai.knowledge.models import Document, serving
from nessos.ai.knowledge.uploads.errors import fault_tell
from nessos.ai.knowledge.uploads.kinds import Fault
from nessos.ai.knowledge.uploads.models import UploadedDocument
from nessos.web.access import Person, sees_all, visible
from nessos.web.admin import admin_link

_SHOWN = 20
_COLOURS = {"waiting": "", "reading": "ness-info", "ready": "ness-good", "failed": "ness-bad"}
_STATE = UploadedDocument.State
_PASSING = (Fault.TOO_SLOW, Fault.LOST)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One document as the page shows it. ``pieces``: None while it is not in the index yet."""

    row: UploadedDocument
    pieces: int | None
    #: Whether it is this person's to change.
    is_own: bool = True

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
    def renewal(self) -> str:
        return f"{reverse('knowledge_upload')}?replaces={self.row.pk}" if self.is_own else ""

    @property
    def is_worth_another_try(self) -> bool:
        """The same file is read no better, unless it was the reading that went wrong."""
        return self.is_own and self.is_failed and self.row.fault in _PASSING

    @property
    def is_being_indexed(self) -> bool:
        return self.row.state == _STATE.READY and not self.row.is_archived and self.pieces is None

    @property
    def told(self) -> str:
        return standing_tell(self.row, self.pieces)


def documents_recent(*, user: Person) -> list[Standing]:
    rows = list(visible(user, UploadedDocument.objects.all())[:_SHOWN])
    pieces = pieces_count([row.pk for row in rows])
    all_are_mine = sees_all(user, UploadedDocument)
    return [
        Standing(
            row=row,
            pieces=pieces.get(row.pk),
            is_own=all_are_mine or row.uploaded_by_id == user.pk,
        )
        for row in rows
    ]


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
    return ngettext("It is found: %(count)d piece.", "It is found: %(count)d pieces.", pieces) % {
        "count": pieces
    }
