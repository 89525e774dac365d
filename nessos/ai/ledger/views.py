"""What models cost, how long they take and how often they fail: a page, and the same table for a spreadsheet."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from nessos.ai.ledger.labels import Labels, title_of
from nessos.ai.ledger.periods import Asked, asked_read, presets_read
from nessos.ai.ledger.selectors import COLUMNS, Costs, Figures, budgets_read, costs_read
from nessos.web.admin import RoomPage
from nessos.web.admin.home import Series

PERMISSION = "ai.view_agentcall"
#: So many lines stand on the page; the spreadsheet has them all.
LISTED = 100
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CostsPage(RoomPage, TemplateView):
    title = gettext_lazy("AI costs")
    subtitle = gettext_lazy("What the calls of agents cost, how long they took and how many failed.")
    permission = PERMISSION
    template_name = "ai/costs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = asked_read(self.request.GET)
        costs = costs_read(since=asked.since, until=asked.until, by=asked.by)
        labels = Labels(asked.by, costs.lines)
        lines = [
            {"label": labels.text_of(line), "link": labels.link_of(line), "figures": line.figures}
            for line in costs.lines[:LISTED]
        ]
        shown = {
            "asked": asked,
            "costs": costs,
            "lines": lines,
            "unlisted": max(0, len(costs.lines) - LISTED),
            "heading": title_of(asked.by),
            "presets": presets_read(asked),
            "tabs": [
                {
                    "title": title_of(by),
                    "query": Asked(since=asked.since, until=asked.until, by=by).query,
                    "is_current": by == asked.by,
                }
                for by in COLUMNS
            ],
            "csv_url": f"{reverse('ai_costs_csv')}?{asked.query}",
            "budgets": budgets_read() if self.request.user.has_perm("ai.view_budget") else [],
        }
        return super().get_context_data(**shown, **_charts(costs, asked.by), **kwargs)


class CostsCsv(RoomPage, View):
    """All lines: semicolons and decimal commas, as Brazilian spreadsheets read them."""

    permission = PERMISSION

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_read(request.GET)
        if asked.fault:
            return redirect(f"{reverse('ai_costs')}?{request.GET.urlencode()}")
        costs = costs_read(since=asked.since, until=asked.until, by=asked.by)
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"ai-costs-{asked.by}-{asked.since}-{asked.until}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.write("\ufeff")  # without it spreadsheets read the accents wrong
        _write(csv.writer(answer, delimiter=";"), costs, asked.by)
        return answer


def _charts(costs: Costs, by: str) -> dict[str, Any]:
    days = [figures for _day, figures in costs.days]
    charts: dict[str, Any] = {
        "day_labels": [formats.date_format(day, "d/m") for day, _figures in costs.days],
        "cost_series": [Series(_("Cost"), [each.cost for each in days])],
        "call_series": [
            Series(_("Calls"), [each.calls for each in days]),
            Series(_("Failures"), [each.failures for each in days]),
        ],
    }
    if by == "day":
        charts["time_series"] = [
            Series(_("half of the calls"), [each.p50 or 0 for each in days]),
            Series(_("95 of 100 calls"), [each.p95 or 0 for each in days]),
        ]
    return charts


def _write(writer: Any, costs: Costs, by: str) -> None:
    labels = Labels(by, costs.lines)
    writer.writerow(
        [
            title_of(by),
            _("Calls"),
            _("Failures"),
            _("Failures (%)"),
            _("Cost (BRL)"),
            _("Tokens read"),
            _("Tokens written"),
            _("p50 (ms)"),
            _("p95 (ms)"),
        ]
    )
    for line in costs.lines:
        writer.writerow([_tame(labels.plain_of(line)), *_cells(line.figures)])
    writer.writerow([_("Total"), *_cells(costs.total)])


def _cells(figures: Figures) -> list[Any]:
    values = (
        figures.calls,
        figures.failures,
        figures.failure_share,
        figures.cost,
        figures.input_tokens,
        figures.output_tokens,
        figures.p50,
        figures.p95,
    )
    return ["" if value is None else str(value).replace(".", ",") for value in values]


def _tame(text: str) -> str:
    """With a quote in front, a spreadsheet shows it instead of working it out."""
    return f"'{text}" if text.startswith(_FORMULA) else text
