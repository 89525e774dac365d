"""Writes: a document comes in, gets a newer version, is read, archived, tried again."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Q, QuerySet

from nessos.ai.knowledge.uploads.errors import NotFailedError, SameFileError, UploadFaultError, fault_tell
from nessos.ai.knowledge.uploads.kinds import Fault, Kind, kind_sniff
from nessos.ai.knowledge.uploads.limits import WALL_SECONDS
from nessos.ai.knowledge.uploads.models import UploadedDocument, UploadedFile
from nessos.kernel import clock
from nessos.kernel.text import text_scrub
from nessos.web.access import Person, visible

_NAME, _TITLE = 200, 200
#: How often a worker may die over a document before it is given up.
ATTEMPTS = 3
LEASE = timedelta(seconds=2 * WALL_SECONDS)
_STATE = UploadedDocument.State


@transaction.atomic
def document_upload(
    *,
    name: str,
    content: bytes,
    user: Person,
    title: str = "",
    tags: Iterable[str] = (),
    language: str = UploadedDocument.Language.PORTUGUESE,
    is_for_everybody: bool = False,
    groups: Iterable[Group] = (),
) -> UploadedDocument:
    """Take a file in; a worker reads it soon. Raises UploadFaultError and SameFileError."""
    name, kind = file_check(name, content)
    _repetition_check(name, content, user)
    document = UploadedDocument.objects.create(
        title=(title.strip() or name.rsplit(".", 1)[0])[:_TITLE],
        tags=list(tags),
        language=language,
        is_for_everybody=is_for_everybody,
        uploaded_by_id=user.pk,
        file_name=name,
        kind=kind,
        size=len(content),
    )
    document.groups.set(groups)
    _file_keep(document, content, user)
    return document


@transaction.atomic
def document_replace(
    *, document: UploadedDocument, name: str, content: bytes, user: Person
) -> UploadedDocument:
    """A newer version. From now on the older text is returned no longer, whatever the newer one turns out to be."""
    name, kind = file_check(name, content)
    row = UploadedDocument.objects.select_for_update().get(pk=document.pk)
    row.version += 1
    row.file_name, row.kind, row.size = name, kind, len(content)
    _unread(row)
    row.save()
    _file_keep(row, content, user)
    return row


@transaction.atomic
def document_retry(*, document: UploadedDocument) -> UploadedDocument:
    row = UploadedDocument.objects.select_for_update().get(pk=document.pk)
    if row.state != _STATE.FAILED:
        raise NotFailedError(title=row.title)
    _unread(row)
    row.save()
    return row


@transaction.atomic
def document_archive(*, document: UploadedDocument, is_archived: bool = True) -> None:
    row = UploadedDocument.objects.select_for_update().get(pk=document.pk)
    row.is_archived = is_archived
    row.save(update_fields=["is_archived"])


@transaction.atomic
def document_claim() -> UploadedDocument | None:
    """The next one to read, leased. One whose reader died is read again, and given up after three deaths."""
    now = clock.real_now()
    left = Q(state=_STATE.READING, leased_until__lt=now)
    rows = UploadedDocument.objects.select_for_update(skip_locked=True, of=("self",)).order_by("created_at")
    document = rows.filter(Q(state=_STATE.WAITING) | left).first()
    if document is None:
        return None
    if document.attempts >= ATTEMPTS:
        document_fail(document=document, fault=Fault.LOST)
        return document_claim()
    UploadedDocument.objects.filter(pk=document.pk).update(
        state=_STATE.READING, attempts=F("attempts") + 1, leased_until=now + LEASE, pages_read=0, pages=0
    )
    document.refresh_from_db()
    return document


def progress_note(*, document: UploadedDocument, page: int, pages: int) -> bool:
    """False: somebody else has it, or it was replaced."""
    return _mine(document).update(pages_read=page, pages=pages) == 1


def document_finish(*, document: UploadedDocument, text: str) -> bool:
    """What was read counts only if it is still the version that was claimed, and nobody else reads it."""
    clean = text_scrub(text)
    digest = hashlib.sha256(clean.encode()).hexdigest()
    return _settle(document, state=_STATE.READY, fault="", text=clean, text_hash=digest)


def document_fail(*, document: UploadedDocument, fault: Fault) -> bool:
    return _settle(document, state=_STATE.FAILED, fault=fault.value, text="", text_hash="")


def file_check(name: str, content: bytes) -> tuple[str, str]:
    """Its name, as it may be stored and shown, and its kind."""
    name = _name_clean(name)
    found: Kind | Fault = kind_sniff(content, name)
    if len(content) > settings.UPLOAD_MAX_MEGABYTES * 1_000_000:
        found = Fault.TOO_LARGE
    if isinstance(found, Fault):
        raise UploadFaultError(told=fault_tell(found, name, megabytes=settings.UPLOAD_MAX_MEGABYTES))
    return name, found.value


def _name_clean(name: str) -> str:
    printable = "".join(letter for letter in text_scrub(name) if letter.isprintable())
    return printable.replace("\\", "/").rsplit("/", 1)[-1][-_NAME:] or "?"


def _repetition_check(name: str, content: bytes, user: Person) -> None:
    """Only told of what this person may read anyway: another's file is nothing to him."""
    same = UploadedFile.objects.filter(
        sha256=hashlib.sha256(content).hexdigest(), version=F("document__version")
    )
    known = visible(user, UploadedDocument.objects.filter(is_archived=False))
    if document := known.filter(pk__in=same.values("document")).first():
        raise SameFileError(name=name, title=document.title)


def _file_keep(document: UploadedDocument, content: bytes, user: Person) -> None:
    UploadedFile.objects.create(
        document=document,
        version=document.version,
        name=document.file_name,
        kind=document.kind,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        uploaded_by_id=user.pk,
    )


def _unread(row: UploadedDocument) -> None:
    row.state = _STATE.WAITING
    row.text = row.text_hash = row.fault = ""
    row.attempts = row.pages_read = row.pages = 0
    row.leased_until = None


def _mine(document: UploadedDocument) -> QuerySet[UploadedDocument]:
    return UploadedDocument.objects.filter(
        pk=document.pk, version=document.version, attempts=document.attempts
    )


def _settle(document: UploadedDocument, **values: object) -> bool:
    mine = _mine(document).exclude(state__in=[_STATE.READY, _STATE.FAILED])
    return mine.update(leased_until=None, updated_at=clock.now(), **values) == 1
