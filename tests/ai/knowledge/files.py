"""Files as people upload them, and as strangers would like them to be uploaded."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf_make(*pages: str) -> bytes:
    made = BytesIO()
    canvas = Canvas(made)
    for text in pages:
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def pdf_scanned() -> bytes:
    """Pages with a drawing and no letter."""
    made = BytesIO()
    canvas = Canvas(made)
    canvas.rect(72, 500, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def pdf_protected() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("segredo", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_of_pages(count: int) -> bytes:
    """Valid, small for what it is, and of any number of empty pages."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    tree = f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()
    return pdf_of(tree, *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * count)


def pdf_of_long_pages(count: int) -> bytes:
    """Each takes its reader a good part of a second: they share one content of many thousand orders."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    tree = f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</ProcSet[/PDF]>>/Contents %d 0 R>>" % (
        count + 3
    )
    orders = b"BT " + b"1 0 Td " * 400_000 + b"ET"
    return pdf_of(tree, *[page] * count, b"<</Length %d>>stream\n%s\nendstream" % (len(orders), orders))


def pdf_bomb() -> bytes:
    """One page whose content unpacks to three hundred million blanks."""
    packed = zlib.compress(zlib.compress(b" " * 300_000_000, 6), 9)
    stream = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return pdf_of(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream)


def pdf_of(*objects: bytes) -> bytes:
    """Objects from number 2 on, behind a catalogue, with the table of where they begin."""
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), start=1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    size = len(places) + 1
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return made + table + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, len(made))


def docx_make(*blocks: tuple[str, str], table: list[list[str]] | None = None) -> bytes:
    """Blocks of (style, text)."""
    document = Document()
    for style, text in blocks:
        document.add_paragraph(text, style=style or None)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, texts in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    found = BytesIO()
    document.save(found)
    return found.getvalue()


def docx_of(xml: str | bytes) -> bytes:
    """With this as its ``word/document.xml``."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _RELS)
        parts.writestr("word/document.xml", xml)
    return made.getvalue()


def docx_bomb() -> bytes:
    return docx_of(b"<a>" + b" " * 200_000_000 + b"</a>")


def docx_reaching_out(path: str) -> bytes:
    return docx_of(
        f'<!DOCTYPE d [<!ENTITY stolen SYSTEM "file://{path}">]><w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>'
        "Antes &stolen; depois</w:t></w:r></w:p></w:body></w:document>"
    )


def docx_laughing() -> bytes:
    """A billion laughs: entities of entities."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    return docx_of(
        f'<!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>'
        "&e10;</w:t></w:r></w:p></w:body></w:document>"
    )


def docx_nested(depth: int) -> bytes:
    return docx_of("<a>" * depth + "</a>" * depth)
