"""The cards of the house's intelligence on the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import nessos.ai.ledger.home  # noqa: F401  (registers its card)
from nessos.ai.evals.watching import troubles_find
from nessos.web.admin.home import Card, Thing, Things, home_card_register


def judges_card(_request: HttpRequest) -> Card:
    """Read as it stands, so that it also shows where no worker raises alarms any more."""
    page = reverse("ai_evals")
    things = [Thing(text=trouble.sentence, link=page, is_late=True) for trouble in troubles_find()]
    return Things(
        title=_("Scores of the agents"), icon="grading", things=things[:5], total=len(things), link=page
    )


home_card_register(
    "ai.judges",
    permission="ai.view_evalrun",
    read=judges_card,
    order=8,
    title=gettext_lazy("Scores of the agents"),
)
