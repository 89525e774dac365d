"""How many rows a page may hold."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

#: Two names for one thing: ours, and the one that DRF's users expect.
NAMES = ("limit", "page_size")
MOST = 200


def limit_read(request: Request) -> int:
    """Asking for more than the most gives the most: ``next`` leads on."""
    for name in NAMES:
        given = request.query_params.get(name)
        if given is None or given == "":
            continue
        if not (given.isascii() and given.isdigit()) or len(given) > 9 or int(given) == 0:
            raise ValidationError({name: _("Send a whole number from 1 to %(most)d.") % {"most": MOST}})
        return min(int(given), MOST)
    return int(api_settings.PAGE_SIZE or MOST)
