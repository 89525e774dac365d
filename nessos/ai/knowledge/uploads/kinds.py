"""What a file is, by what it holds: its name is a stranger's word. No Django here: the child imports it too."""

import re
from enum import StrEnum

_HEAD = 4096
_HTML = re.compile(r"<!doctype html|<html\b|<head\b|<body\b", re.IGNORECASE)
_TAGS = re.compile(r"<(p|div|h[1-6]|table|ul|ol|br|span|a|article|section)\b", re.IGNORECASE)
_BOMS = (b"\xff\xfe", b"\xfe\xff")
#: What no text holds; a form feed stands between pages.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "txt"


class Fault(StrEnum):
    """Why a file holds nothing for us; ``errors.py`` has the sentences."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    PROTECTED = "protected"
    MALFORMED = "malformed"
    NO_TEXT = "no_text"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    LOST = "lost"


def kind_sniff(content: bytes, name: str) -> Kind | Fault:
    """What the file is; of plain texts alone the name says how they are marked up."""
    if not content.strip(b"\x00\t\n\r "):
        return Fault.EMPTY
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return Kind.DOCX if b"word/document.xml" in content else Fault.UNKNOWN
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # a document of old, or a new one under a password
        return Fault.PROTECTED
    if content.startswith(b"{\\rtf") or not _is_text(content):
        return Fault.UNKNOWN
    return _text_sniff(text_decode(content[:_HEAD]), name.lower())


def text_decode(content: bytes) -> str:
    """A text in whichever of the usual ways it was written: UTF-8, UTF-16 with its mark, or Windows'."""
    if content.startswith(_BOMS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3:  # a head that ends inside a letter
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")


def _is_text(content: bytes) -> bool:
    return content.startswith(_BOMS) or not _CONTROLS.search(content)


def _text_sniff(head: str, name: str) -> Kind:
    if _HTML.search(head) or (name.endswith((".html", ".htm")) and _TAGS.search(head)):
        return Kind.HTML
    return Kind.MARKDOWN if name.endswith((".md", ".markdown")) else Kind.TEXT
