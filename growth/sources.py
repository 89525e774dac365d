"""Where a lead came from, told by the address of the page it left."""

from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel.text import fold


class Source(models.TextChoices):
    SITE = "site", _("Site")
    CONTACT = "contato", _("Contact")
    SOLUTIONS = "solucoes", _("Solutions")
    BLOG = "blog", _("Blog")
    CASES = "casos", _("Cases")
    OTHER = "other", _("Other")


#: What an address contains, in the order in which it is asked. The whole beginning of "soluções", in any spelling:
#: a bare "/s" would take "/sobre" for it.
_MARKS = {
    "contato": Source.CONTACT,
    "soluc": Source.SOLUTIONS,
    "blog": Source.BLOG,
    "casos": Source.CASES,
}


def source_derive(origin_url: str) -> Source:
    address = fold(unquote(origin_url))
    if not address:
        return Source.SITE
    return next((source for mark, source in _MARKS.items() if mark in address), Source.OTHER)


def source_label(source: str) -> str:
    """How people read it; a source that somebody gave in their own words is its own label."""
    return str(Source(source).label) if source in Source.values else source
