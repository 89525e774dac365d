"""Whatever a file holds, it ends as a text or as a sentence, within seconds, and its reader lives on."""

from pathlib import Path

import pytest

from nessos.ai.knowledge.uploads.extracting import text_extract
from nessos.ai.knowledge.uploads.kinds import Fault, Kind, kind_sniff
from tests.ai.knowledge import files


def read(kind: Kind, content: bytes, seconds: float = 60) -> str | Fault:
    return text_extract(kind, content, lambda _page, _pages: True, seconds=seconds)


def test_a_pdf_is_read_page_by_page() -> None:
    pages: list[tuple[int, int]] = []

    def tell(page: int, pages_in_all: int) -> bool:
        pages.append((page, pages_in_all))
        return True

    text = text_extract(Kind.PDF, files.pdf_make("Multa de 10 por cento.", "Foro de Niterói."), tell)
    assert text == "## p. 1\n\nMulta de 10 por cento.\n\n## p. 2\n\nForo de Niterói.\n"
    assert pages == [(1, 2), (2, 2)]


def test_a_docx_gives_its_headings_paragraphs_and_tables() -> None:
    rows = [["Cargo", "Dias"], ["Júnior", "30"]]
    blocks = (("Title", "Manual"), ("Heading 2", "Férias"), ("", "São trinta dias."))
    content = files.docx_make(*blocks, table=rows)
    text = read(Kind.DOCX, content)
    assert isinstance(text, str)
    assert [line for line in text.splitlines() if line] == [
        "# Manual",
        "## Férias",
        "São trinta dias.",
        "Cargo | Dias",
        "Júnior | 30",
    ]


def test_a_page_gives_what_its_reader_sees() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><h1>Ponto</h1><p>Bata o <b>ponto</b> às&nbsp;9.</p>"
        "<script>alert('roubo')</script><!-- oculto --><ul><li>um</li><li>dois</li></ul></body></html>"
    )
    text = read(Kind.HTML, page.encode())
    assert isinstance(text, str)
    assert [line for line in text.splitlines() if line] == ["# Ponto", "Bata o ponto às 9.", "um", "dois"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_however_it_was_written(encoding: str) -> None:
    content = "Ação de cobrança: não há prescrição.".encode(encoding)
    assert kind_sniff(content, "nota.txt") == Kind.TEXT
    assert read(Kind.TEXT, content) == "Ação de cobrança: não há prescrição."


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.pdf_make("oi"), "contrato.txt", Kind.PDF),
        (files.docx_make(("", "oi")), "contrato.pdf", Kind.DOCX),
        (b"<!DOCTYPE html><p>oi", "contrato.txt", Kind.HTML),
        (b"<p>oi</p>", "pagina.html", Kind.HTML),
        (b"# oi", "nota.md", Kind.MARKDOWN),
        (b"a < b > c", "nota.txt", Kind.TEXT),
        (b"", "vazio.pdf", Fault.EMPTY),
        (b" \n\x00", "vazio.txt", Fault.EMPTY),
        (b"PK\x03\x04 planilha", "planilha.docx", Fault.UNKNOWN),
        (b"\xd0\xcf\x11\xe0 antigo", "antigo.docx", Fault.PROTECTED),
        (b"\x89PNG\r\n\x1a\n\x00", "foto.pdf", Fault.UNKNOWN),
        (b"MZ\x90\x00\x03", "programa.txt", Fault.UNKNOWN),
        (b"{\\rtf1 oi}", "nota.txt", Fault.UNKNOWN),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(content: bytes, name: str, kind: object) -> None:
    assert kind_sniff(content, name) == kind


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        (Kind.PDF, files.pdf_scanned(), Fault.NO_TEXT),
        (Kind.PDF, files.pdf_protected(), Fault.PROTECTED),
        (Kind.PDF, b"%PDF-1.7\nquebrado", Fault.MALFORMED),
        (Kind.DOCX, b"PK\x03\x04word/document.xml", Fault.MALFORMED),
        (Kind.DOCX, files.docx_nested(100_000), Fault.MALFORMED),
        (Kind.DOCX, files.docx_of("<a/>"), Fault.MALFORMED),
        (Kind.HTML, b"<script>alert(1)</script>", Fault.NO_TEXT),
        (Kind.TEXT, b"palavra " * 500_000, Fault.TOO_MUCH_TEXT),
    ],
)
def test_what_cannot_be_read_says_why(kind: Kind, content: bytes, fault: Fault) -> None:
    assert read(kind, content) == fault


def test_ten_thousand_pages_are_too_many() -> None:
    assert read(Kind.PDF, files.pdf_of_pages(10_000)) == Fault.TOO_MANY_PAGES


def test_a_small_file_that_unpacks_to_a_large_one_is_too_heavy() -> None:
    content = files.docx_bomb()
    assert len(content) < 1_000_000
    assert read(Kind.DOCX, content) == Fault.TOO_HEAVY


def test_a_pdf_that_unpacks_to_no_end_ends() -> None:
    assert read(Kind.PDF, files.pdf_bomb()) in {Fault.TOO_HEAVY, Fault.MALFORMED, Fault.NO_TEXT}


def test_a_document_that_reaches_for_our_files_gets_none(tmp_path: Path) -> None:
    secret = tmp_path / "segredo"
    secret.write_text("SECRET_KEY=abc")
    found = read(Kind.DOCX, files.docx_reaching_out(str(secret)))
    assert "SECRET_KEY" not in str(found)


def test_a_document_of_entities_upon_entities_ends() -> None:
    assert read(Kind.DOCX, files.docx_laughing()) in {Fault.MALFORMED, Fault.NO_TEXT, Fault.TOO_HEAVY}


def test_a_million_nested_tags_are_but_long() -> None:
    page = b"<html>" + b"<div>" * 1_000_000 + b"fundo"
    assert read(Kind.HTML, page) == "fundo"


def test_what_takes_too_long_is_ended() -> None:
    assert read(Kind.PDF, files.pdf_make("oi"), seconds=0.0) == Fault.TOO_SLOW
