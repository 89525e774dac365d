"""This room's cards on the home page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fin.models import Contract
from fin.months import month_of
from fin.selectors import CfoFigures, contracts_running_out, figures_read, profitability_by_month
from fin.selectors.figures import LARGEST
from nessos.kernel import clock
from nessos.web.admin import admin_link, brl, list_link
from nessos.web.admin.home import Card, Chart, Figure, Series, Thing, Things, home_card_register

_SOON, _LATER = 30, 90
_LISTED = 5


def mrr_card(request: HttpRequest) -> Card:
    figures = _figures(request)
    contracts = ngettext("%(count)d contract", "%(count)d contracts", figures.contracts) % {
        "count": figures.contracts
    }
    clients = ngettext("%(count)d client", "%(count)d clients", figures.clients) % {"count": figures.clients}
    return Figure(
        title=_("Monthly revenue"),
        value=brl(figures.mrr),
        note=f"{contracts} · {clients}",
        link=list_link(Contract, "in_force=yes"),
        icon="payments",
    )


def margin_card(request: HttpRequest) -> Card:
    figures = _figures(request)
    negative = ngettext("%(count)d negative contract", "%(count)d negative contracts", figures.negative)
    return Figure(
        title=_("Margin this month"),
        value=_per_cent(figures.margin),
        trend=negative % {"count": figures.negative} if figures.negative else "",
        trend_good=False if figures.negative else None,
        note="" if figures.negative else _("no negative contract"),
        link=reverse("fin:profitability"),
        icon="monitoring",
    )


def renewals_card(request: HttpRequest) -> Card:
    soon, later = (_figures(request).running_out[days] for days in (_SOON, _LATER))
    return Figure(
        title=_("Renewals in %(days)d days") % {"days": _SOON},
        value=brl(soon.mrr),
        note=ngettext("%(count)d contract", "%(count)d contracts", soon.count) % {"count": soon.count}
        + " · "
        + _("%(mrr)s in %(days)d days") % {"days": _LATER, "mrr": brl(later.mrr)},
        icon="event_repeat",
    )


def concentration_card(request: HttpRequest) -> Card | None:
    share = _figures(request).concentration
    if share is None:
        return None
    return Figure(
        title=_("Concentration"),
        value=_per_cent(share),
        note=_("of the monthly revenue from the %(count)d largest clients") % {"count": LARGEST},
        icon="pie_chart",
    )


def endings_card(_request: HttpRequest) -> Card:
    due = contracts_running_out(today=clock.today(), days=_SOON)
    things = [
        Thing(text=f"{row.number} · {row.client.name}", note=_due_tell(row.due_on), link=admin_link(row))
        for row in due[:_LISTED]
    ]
    return Things(
        title=_("Contracts to renew"), icon="event_busy", things=things, total=due.count() if things else 0
    )


def year_card(_request: HttpRequest) -> Card | None:
    year = profitability_by_month(last=month_of(clock.today()))
    if not any(each.revenue or each.cost for each in year):
        return None
    return Chart(
        title=_("Profitability, twelve months"),
        icon="monitoring",
        kind="bar",
        labels=[formats.date_format(each.month, "M Y") for each in year],
        series=[Series(_("Profitability"), [each.profitability for each in year])],
        link=reverse("fin:profitability"),
    )


def _figures(request: HttpRequest) -> CfoFigures:
    """Read once for all cards of a page."""
    known: Any = request.__dict__
    if "fin_figures" not in known:
        known["fin_figures"] = figures_read(today=clock.today())
    figures: CfoFigures = known["fin_figures"]
    return figures


def _per_cent(share: Any) -> str:
    return "–" if share is None else f"{number_format(share, 1, use_l10n=True)} %"


def _due_tell(day: Any) -> str:
    return _("until %(day)s") % {"day": formats.date_format(day, "SHORT_DATE_FORMAT")}


_MONEY = "fin.view_profitability"
home_card_register(
    "fin.mrr", permission=_MONEY, read=mrr_card, order=10, title=gettext_lazy("Monthly revenue")
)
home_card_register(
    "fin.margin", permission=_MONEY, read=margin_card, order=11, title=gettext_lazy("Margin this month")
)
home_card_register(
    "fin.renewals", permission=_MONEY, read=renewals_card, order=12, title=gettext_lazy("Renewals")
)
home_card_register(
    "fin.concentration",
    permission=_MONEY,
    read=concentration_card,
    order=13,
    title=gettext_lazy("Concentration"),
)
home_card_register(
    "fin.endings",
    permission="fin.view_contract",
    read=endings_card,
    order=20,
    title=gettext_lazy("Contracts to renew"),
)
home_card_register(
    "fin.year", permission=_MONEY, read=year_card, order=30, title=gettext_lazy("Profitability")
)
