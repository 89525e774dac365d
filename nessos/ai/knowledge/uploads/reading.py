"""The text of a file, as Markdown as it has headings. Runs in the child alone, and imports nothing of Django's."""

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from nessos.ai.knowledge.uploads.kinds import Fault, Kind, text_decode
from nessos.ai.knowledge.uploads.limits import LETTERS, PAGES, PARTS, UNPACKED
from nessos.ai.knowledge.uploads.markup import html_read

PageTell = Callable[[int, int], None]


class FileFaultError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


def file_read(kind: Kind, content: bytes, tell: PageTell) -> str:
    """Raises FileFaultError, and whatever else a parser raises."""
    if kind is Kind.PDF:
        return _join(_pdf_read(content, tell))
    if kind is Kind.DOCX:
        return _join(_docx_read(content))
    text = text_decode(content)
    return _join(iter([html_read(text) if kind is Kind.HTML else text]))


def _join(parts: Iterator[str]) -> str:
    found, letters = [], 0
    for part in parts:
        letters += len(part)
        if letters > LETTERS:
            raise FileFaultError(Fault.TOO_MUCH_TEXT)
        found.append(part)
    return "\n".join(found)


def _pdf_read(content: bytes, tell: PageTell) -> Iterator[str]:
    """Each page below a heading with its number, so that an answer can cite it."""
    from pypdf import PasswordType, PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise FileFaultError(Fault.PROTECTED)
    pages = len(reader.pages)
    if pages > PAGES:
        raise FileFaultError(Fault.TOO_MANY_PAGES)
    for number, page in enumerate(reader.pages, start=1):
        tell(number, pages)
        if text := page.extract_text().strip():
            yield f"## p. {number}\n\n{text}\n"


def _docx_read(content: bytes) -> Iterator[str]:
    from docx import Document
    from docx.table import Table

    _unpacking_check(content)
    for block in Document(BytesIO(content)).iter_inner_content():
        yield _table_write(block) if isinstance(block, Table) else _paragraph_write(block)


def _unpacking_check(content: bytes) -> None:
    """A bomb says by itself how large it gets; one that lies is stopped by the memory it may use."""
    try:
        parts = ZipFile(BytesIO(content)).infolist()
    except BadZipFile as error:
        raise FileFaultError(Fault.MALFORMED) from error
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise FileFaultError(Fault.TOO_HEAVY)
    if any(part.flag_bits & 1 for part in parts):
        raise FileFaultError(Fault.PROTECTED)


def _paragraph_write(paragraph: Any) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    text = paragraph.text.strip()
    if not text:
        return ""
    if style == "title":
        return f"# {text}\n"
    if style.startswith(("heading", "título", "titulo")):
        level = next((int(mark) for mark in style if mark.isdigit()), 1)
        return f"\n{'#' * min(max(level, 1), 6)} {text}\n"
    return f"{text}\n"


def _table_write(table: Any) -> str:
    rows = (" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in table.rows)
    return "\n".join(rows) + "\n"
