"""A proposal as a PDF: the same bytes for the same proposal, in the language of the house."""

from collections.abc import Callable, Iterator
from email.utils import parseaddr
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from growth.contents import items_read, sections_read
from growth.models import Proposal
from growth.printing.fonts import BOLD, FAMILY, fonts_ensure, text_fit
from growth.printing.prose import BODY, INK, QUIET, markup_write, prose_make
from growth.proposing.pricing import total_sum
from nessos.web.admin import brl

_MARGIN, _AMOUNT = 22 * mm, 38 * mm
#: What reportlab keeps free at either side of a page's frame.
_FRAME = 6
#: No heading stands with less below it.
_BELOW_HEADING = 28 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_LINE, _SHADE = colors.HexColor("#cfd6dd"), colors.HexColor("#f3f5f7")
_TITLE = ParagraphStyle(
    "title", BODY, fontName=BOLD, fontSize=18, leading=23, spaceBefore=4, spaceAfter=8, splitLongWords=1
)
_SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=12, textColor=QUIET, spaceAfter=2)
_HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=12, leading=16, spaceBefore=12, spaceAfter=6
)
_CELL = ParagraphStyle("cell", BODY, spaceAfter=0)
_STRONG = ParagraphStyle("strong", _CELL, fontName=BOLD)
_AMOUNT_STYLE = ParagraphStyle("amount", _CELL, alignment=TA_RIGHT)
_AMOUNT_STRONG = ParagraphStyle("amount_strong", _STRONG, alignment=TA_RIGHT)

Draw = Callable[[Any, Any], None]


def proposal_print(proposal: Proposal) -> bytes:
    """Of a proposal with its lead and client at hand."""
    fonts_ensure()
    with translation.override(settings.LANGUAGE_CODE):
        # Once to count the pages, and once to write them.
        count = _build(proposal, pages=0)[1]
        return _build(proposal, pages=count)[0]


def _build(proposal: Proposal, *, pages: int) -> tuple[bytes, int]:
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_MARGIN - _FRAME,
        rightMargin=_MARGIN - _FRAME,
        topMargin=26 * mm,
        bottomMargin=24 * mm,
        title=text_fit(proposal.title),
        author=house_name(),
        lang=settings.LANGUAGE_CODE,
        invariant=1,
    )
    frame = _frame_make(proposal, pages)
    document.build(list(_story_write(proposal)), onFirstPage=frame, onLaterPages=frame)
    return written.getvalue(), document.page


def house_name() -> str:
    """Who writes: the name that the house's mail is signed with."""
    return text_fit(parseaddr(settings.DEFAULT_FROM_EMAIL)[0]) or "ness.OS"


def _frame_make(proposal: Proposal, pages: int) -> Draw:
    """What stands on every page: the house and the day above, title and page number below."""
    day = date_format(localtime(proposal.created_at).date(), "DATE_FORMAT")
    title = text_fit(proposal.title)
    shown = title if len(title) <= 70 else title[:69].rstrip() + "…"

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        top, bottom, right = A4[1] - 17 * mm, 14 * mm, A4[0] - _MARGIN
        canvas.setFont(BOLD, 10)
        canvas.setFillColor(INK)
        canvas.drawString(_MARGIN, top, house_name())
        canvas.setFont(FAMILY, 8.5)
        canvas.setFillColor(QUIET)
        canvas.drawRightString(right, top, day)
        canvas.drawString(_MARGIN, bottom, shown)
        number = _("Page %(page)d of %(pages)d") % {"page": document.page, "pages": pages}
        canvas.drawRightString(right, bottom, number)
        canvas.setStrokeColor(_LINE)
        canvas.line(_MARGIN, top - 3 * mm, right, top - 3 * mm)
        canvas.line(_MARGIN, bottom + 5 * mm, right, bottom + 5 * mm)
        canvas.restoreState()

    return draw


def _story_write(proposal: Proposal) -> Iterator[Any]:
    yield Paragraph(markup_write(proposal.title), _TITLE)
    yield from (Paragraph(line, _SMALL) for line in _recipient_tell(proposal))
    if proposal.status == Proposal.Status.DRAFT:
        yield Paragraph(markup_write(_("Draft: not an offer yet.")), _SMALL)
    yield Spacer(1, 3 * mm)
    for section in sections_read(proposal.sections):
        yield from _heading_write(section.heading)
        yield from prose_make(section.markdown)
    if proposal.items or proposal.total:  # before anything is priced, nothing says that it is free
        yield from _heading_write(_("Investment"))
        yield from _table_write(proposal)
    if proposal.valid_until:
        day = date_format(proposal.valid_until, "DATE_FORMAT")
        yield Paragraph(markup_write(_("This proposal is valid until %(day)s.") % {"day": day}), BODY)


def _heading_write(text: str) -> Iterator[Any]:
    yield CondPageBreak(_BELOW_HEADING)
    yield Paragraph(markup_write(text), _HEADING)


def _recipient_tell(proposal: Proposal) -> Iterator[str]:
    """Whom it is for; of a lead's person the name alone."""
    names = [proposal.client.name] if proposal.client else []
    if proposal.lead:
        names += [proposal.lead.company, proposal.lead.name]
    shown = ", ".join(dict.fromkeys(name.strip() for name in names if name.strip()))
    yield markup_write(_("For: %(names)s") % {"names": shown})


def _table_write(proposal: Proposal) -> Iterator[Any]:
    items = items_read(proposal.items)
    total = proposal.total if proposal.total is not None else total_sum(item.amount for item in items)
    if items:
        rows = [(item.description, brl(item.amount)) for item in items]
        yield _lines_table([(_("Description"), _("Amount")), *rows])
    closing = []
    if items and (lines := total_sum(item.amount for item in items)) != total:
        closing.append((_("Sum of the lines"), brl(lines)))
    closing.append((_("Total"), brl(total)))
    yield KeepTogether([_total_table(closing), Spacer(1, 4 * mm)])


def _lines_table(rows: list[tuple[str, str]]) -> Table:
    head, *lines = rows
    cells = [[Paragraph(markup_write(head[0]), _STRONG), Paragraph(markup_write(head[1]), _AMOUNT_STRONG)]]
    cells += [
        [Paragraph(markup_write(text), _CELL), Paragraph(markup_write(amount), _AMOUNT_STYLE)]
        for text, amount in lines
    ]
    style = [("BACKGROUND", (0, 0), (-1, 0), _SHADE), ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), *_PADDING]
    return Table(cells, colWidths=[_WIDTH - _AMOUNT, _AMOUNT], repeatRows=1, style=TableStyle(style))


def _total_table(rows: list[tuple[str, str]]) -> Table:
    cells = [
        [Paragraph(markup_write(label), _STRONG), Paragraph(markup_write(amount), _AMOUNT_STRONG)]
        for label, amount in rows
    ]
    return Table(cells, colWidths=[_WIDTH - _AMOUNT, _AMOUNT], style=TableStyle(_PADDING))


_PADDING = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
]
