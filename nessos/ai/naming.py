"""What agents, models, moments and shares are called on the pages of this room."""

from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nessos.offers.agents import agents

#: The ledger's name for the house's own rules.
_OFFLINE = "offline"
#: And for the tiny question of whoever sets a model up.
_TRIAL = "try"


def agent_label(name: str) -> str:
    """As people call it; an agent that went with its room keeps its name."""
    if name == _TRIAL:
        return _("Trial of a model")
    found = agents.get(name)
    return str(capfirst(str(found.label))) if found else name


def model_tell(name: str) -> str:
    return _("the offline rule") if name == _OFFLINE else name


def moment_tell(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def share_tell(share: float | None, places: int = 0) -> str:
    """*86%*, and *86,2 %* in Portuguese."""
    if share is None:
        return "–"
    rounded = Decimal(f"{100 * share:.{places}f}")  # number_format would cut it off
    return _("%(number)s%%") % {"number": number_format(rounded, places, use_l10n=True)}
