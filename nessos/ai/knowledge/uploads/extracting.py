"""Reading a document: a child does it, and this watches over the child."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings

from nessos.ai.knowledge.uploads.kinds import Fault
from nessos.ai.knowledge.uploads.limits import LETTERS, WALL_SECONDS
from nessos.ai.knowledge.uploads.models import UploadedDocument, UploadedFile
from nessos.ai.knowledge.uploads.services import document_claim, document_fail, document_finish, progress_note

#: JSON writes a letter in twelve signs at most.
_MOST = 12 * LETTERS + 1_000_000
_BLOCK = 1 << 16
_PROGRESS_SECONDS = 1.0
Tell = Callable[[int, int], bool]


def document_read_next() -> bool:
    """Read one document that waits, if there is one. Whatever the file does, it ends with a text or a sentence."""
    document = document_claim()
    if document is None:
        return False
    document_read(document)
    return True


def document_read(document: UploadedDocument) -> None:
    content = UploadedFile.objects.values_list("content", flat=True).get(
        document=document, version=document.version
    )
    found = text_extract(document.kind, bytes(content), _progress_of(document))
    if isinstance(found, Fault):
        document_fail(document=document, fault=found)
    else:
        document_finish(document=document, text=found)


def text_extract(kind: str, content: bytes, tell: Tell, *, seconds: float = WALL_SECONDS) -> str | Fault:
    """The file's text as a child reads it, which gets neither our settings nor our secrets."""
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        # A process group of its own, so that Ctrl-C at the terminal is not the child's.
        with subprocess.Popen(  # noqa: S603 - our own program, with a kind that is one of five words
            [sys.executable, "-m", "nessos.ai.knowledge.uploads.child", kind],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            start_new_session=True,
        ) as child:
            try:
                return _listen(child, tell, time.monotonic() + seconds)
            finally:
                child.kill()


def _listen(child: "subprocess.Popen[bytes]", tell: Tell, deadline: float) -> str | Fault:
    for line in _lines(child, deadline):
        if line is None:
            return Fault.TOO_SLOW
        said = _parse(line)
        if "text" in said:
            return str(said["text"])
        if "fault" in said:
            return Fault(said["fault"])
        if "page" in said and not tell(said["page"], said["pages"]):
            return Fault.LOST
    # It ended without a word: its memory or its processor time was used up.
    return Fault.TOO_HEAVY


def _lines(child: "subprocess.Popen[bytes]", deadline: float) -> Iterator[bytes | None]:
    """What the child says, line by line; None: its time is over, or it says too much."""
    assert child.stdout is not None
    held, total = bytearray(), 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())) or total > _MOST:
                yield None
                return
            block = os.read(child.stdout.fileno(), _BLOCK)
            if not block:
                return
            total += len(block)
            held += block
            *lines, rest = held.split(b"\n") if b"\n" in block else (held,)
            held = bytearray(rest)
            yield from map(bytes, lines)


def _parse(line: bytes) -> dict[str, Any]:
    said = json.loads(line)
    return said if isinstance(said, dict) else {}


def _progress_of(document: UploadedDocument) -> Tell:
    told_at = 0.0

    def tell(page: int, pages: int) -> bool:
        nonlocal told_at
        if time.monotonic() - told_at < _PROGRESS_SECONDS:
            return True
        told_at = time.monotonic()
        return progress_note(document=document, page=page, pages=pages)

    return tell
