"""A proposal's PDF as an answer to a browser or a program."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from growth.models import Proposal
from growth.printing.pages import proposal_print

MEDIA_TYPE = "application/pdf"
_NAME_LENGTH = 80


def proposal_answer(proposal: Proposal) -> HttpResponse:
    """To be kept as a file. It is made anew each time, and nobody between us and the reader keeps it."""
    name = slugify(proposal.title)[:_NAME_LENGTH].strip("-") or str(proposal.pk)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(proposal_print(proposal), content_type=MEDIA_TYPE, headers=headers)
