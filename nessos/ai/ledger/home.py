"""This month's spending on the home page of those who answer for it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.ledger.months import month_now
from nessos.ai.ledger.selectors import BudgetUse, budgets_read, spent_read
from nessos.ai.ledger.telling import MOST
from nessos.web.admin.home import Card, Figure, home_card_register


def month_card(_request: HttpRequest) -> Card:
    calls, cost = spent_read(month_now())
    tight = [use for use in budgets_read() if (use.share or 0) >= MOST]
    counted = ngettext("%(number)s call", "%(number)s calls", calls) % {
        "number": number_format(calls, use_l10n=True, force_grouping=True)
    }
    return Figure(
        title=_("AI this month"),
        icon="payments",
        link=reverse("ai_costs"),
        value=brl_exact(cost),
        trend=_tight_tell(tight),
        trend_good=False if tight else None,
        note=counted,
    )


def _tight_tell(tight: list[BudgetUse]) -> str:
    """The budget nearest to its end, and how many more are near theirs."""
    if not tight:
        return ""
    worst = max(tight, key=lambda use: use.share or 0)
    told = _("%(share)d %% of the budget of %(budget)s") % {"share": worst.share, "budget": worst.budget}
    others = len(tight) - 1
    more = ngettext("%(told)s, and of %(count)d other", "%(told)s, and of %(count)d others", others)
    return more % {"told": told, "count": others} if others else told


home_card_register(
    "ai.month", permission="ai.view_budget", read=month_card, order=60, title=gettext_lazy("AI this month")
)
