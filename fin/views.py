"""Pages of this room: profitability, month by month."""

import csv
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from fin.errors import BadMonthError
from fin.months import month_of, month_parse, month_shift
from fin.selectors import MonthTotal, Profitability, profitability_by_month, profitability_read
from nessos.kernel import clock
from nessos.web.admin import RoomPage, admin_link
from nessos.web.admin.home import Series

PERMISSION = "fin.view_profitability"
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ProfitabilityPage(RoomPage, TemplateView):
    title = gettext_lazy("Profitability")
    subtitle = gettext_lazy("What each contract brought in in a month, less what it took.")
    permission = PERMISSION
    template_name = "fin/profitability.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month, fault = _month_asked(self.request)
        read = profitability_read(month=month)
        year = profitability_by_month(last=month)
        shown = {"month": month, "fault": fault, "read": read, "rows": _links_add(read, self.request)}
        return super().get_context_data(**shown, **_neighbours(month), **_chart(year), **kwargs)


class ProfitabilityCsv(RoomPage, View):
    """The same table for a spreadsheet: semicolons and decimal commas, as Brazilian ones read them."""

    permission = PERMISSION

    def get(self, request: HttpRequest) -> HttpResponse:
        month, fault = _month_asked(request)
        if fault:
            return redirect("fin:profitability")
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="profitability-{month:%Y-%m}.csv"'
        answer.write("\ufeff")  # without it spreadsheets read the accents wrong
        _write(csv.writer(answer, delimiter=";"), profitability_read(month=month))
        return answer


def _month_asked(request: HttpRequest) -> tuple[date, str]:
    """The month that the address names, this one without; a wrong one is told, and this one shown."""
    this = month_of(clock.today())
    asked = request.GET.get("month", "")
    if not asked:
        return this, ""
    try:
        return month_parse(asked), ""
    except BadMonthError as error:
        return this, str(error)


def _neighbours(month: date) -> dict[str, str]:
    page = reverse("fin:profitability")
    return {
        "before_url": f"{page}?month={month_shift(month, -1):%Y-%m}",
        "after_url": f"{page}?month={month_shift(month, 1):%Y-%m}",
        "csv_url": f"{reverse('fin:profitability_csv')}?month={month:%Y-%m}",
    }


def _links_add(read: Profitability, request: HttpRequest) -> list[dict[str, Any]]:
    may_open = request.user.has_perm("fin.view_contract")
    return [{"row": row, "link": admin_link(row.contract) if may_open else ""} for row in read.rows]


def _chart(year: list[MonthTotal]) -> dict[str, Any]:
    return {
        "chart_labels": [formats.date_format(each.month, "M Y") for each in year],
        "chart_series": [
            Series(_("Revenue"), [each.revenue for each in year]),
            Series(_("Cost"), [each.cost for each in year]),
        ],
        "has_year": any(each.revenue or each.cost for each in year),
    }


def _write(writer: Any, read: Profitability) -> None:
    writer.writerow(
        [_("Contract"), _("Client"), _("Revenue"), _("Cost"), _("Profitability"), _("Margin (%)")]
    )
    for row in read.rows:
        names = [_tame(row.contract.number), _tame(row.contract.client.name)]
        writer.writerow([*names, *_figures(row)])
    writer.writerow([_("Total"), "", *_figures(read.total)])


def _figures(balance: Any) -> list[str]:
    values = (balance.revenue, balance.cost, balance.profitability, balance.margin)
    return ["" if value is None else f"{value:.2f}".replace(".", ",") for value in values]


def _tame(text: str) -> str:
    """With a quote in front, a spreadsheet shows it instead of working it out."""
    return f"'{text}" if text.startswith(_FORMULA) else text
