"""Leads at the desk: the list, the board, and the way that a lead goes."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from growth.admin.times import TIMES
from growth.models import (
    Lead,
)
from growth.services import (
    lead_ask,
    lead_move,
    lead_score_record,
    proposal_draft,
)
from growth.sources import Source
from nessos.ai.answers import AgentAnswer
from nessos.ai.desk import AgentDesk, Line, agent_button
from nessos.web.admin import (
    BoardMixin,
    RoomAdmin,
    admin_link,
    navigation_add,
    row_action,
)

_LEAD_COLOURS = {
    "new": "info",
    "qualified": "primary",
    "proposal": "warning",
    "won": "success",
    "lost": "danger",
}


navigation_add(
    "growth",
    _("Board"),
    "admin:growth_lead_board",
    icon="view_kanban",
    permission="growth.view_lead",
    order=15,
)


class SourceFilter(SimpleListFilter):
    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Source.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source=self.value()) if self.value() else queryset


@admin.register(Lead)
class LeadAdmin(AgentDesk, BoardMixin, RoomAdmin):
    icon = "person_search"
    navigation_order = 10
    list_display = [
        "name",
        "company",
        "status_label",
        "lead_score",
        "temperature",
        "source_shown",
        "created_at",
    ]
    list_filter = ["status", SourceFilter, "temperature", "uf", "created_at"]
    search_fields = ["name_folded", "company_folded", "email", "phone"]
    readonly_fields = ["qualified_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", ("email", "phone"), "company", ("city", "uf")]}),
        (
            _("Standing"),
            {"fields": [("status", "qualified_at"), ("lead_score", "lead_segment", "temperature")]},
        ),
        (_("Request"), {"fields": ["message", ("source", "origin_url")]}),
        TIMES,
    ]
    actions = ["leads_qualify", "leads_win", "leads_lose"]
    actions_detail = ["lead_qualify", "lead_propose"]
    board_title_fields = ["name"]
    board_note_fields = ["company", "lead_score", "created_at"]
    board_colours = _LEAD_COLOURS

    status_label = RoomAdmin.label_of("status", _("status"), _LEAD_COLOURS)

    @admin.display(description=_("source"), ordering="source")
    def source_shown(self, lead: Lead) -> str:
        return lead.source_label

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT002
        """The sources that reports count by, and the one that this lead came with, whatever its words."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "source" in form.base_fields:
            own = obj.source if obj else ""
            others = [(own, own)] if own and own not in Source.values else []
            choices = [("", _("told by the page of origin")), *Source.choices, *others]
            form.base_fields["source"].widget = UnfoldAdminSelectWidget(choices=choices)
        return form

    def board_move(self, request: HttpRequest, obj: Any, value: str) -> None:
        lead_move(lead=obj, status=Lead.Status(value))

    @agent_button(
        _("Qualify"),
        agent="qualify_lead",
        question=_("The agent reads the request and gives it a score; 50 points or more qualify the lead."),
        icon="psychology",
    )
    def lead_qualify(self, lead: Lead) -> dict[str, Any]:
        return lead_ask(lead)

    def lead_qualify_show(self, lead: Lead, answer: AgentAnswer) -> list[Line]:
        found = answer.output
        before = "" if lead.lead_score is None else lead.lead_score
        return [
            Line(label=_("Score"), value=found["score"], before=before),
            Line(label=_("Segment"), value=found["segment"], before=lead.lead_segment),
            Line(label=_("Next step"), value=found["suggested_action"]),
            Line(label=_("Reasons"), value=found["reasons"]),
        ]

    def lead_qualify_apply(self, request: HttpRequest, lead: Lead, answer: AgentAnswer) -> Any:
        found = answer.output
        lead_score_record(lead=lead, score=found["score"], segment=found["segment"])
        data = {"score": found["score"], "segment": found["segment"], "next": found["suggested_action"]}
        return _("%(score)s points, segment “%(segment)s”. %(next)s") % data

    @agent_button(
        _("Draft a proposal"),
        agent="generate_proposal",
        question=_(
            "The agent drafts a proposal of the services that fit; you edit it before anybody sees it."
        ),
        icon="request_quote",
        permissions=("growth.add_proposal",),
    )
    def lead_propose(self, lead: Lead) -> dict[str, Any]:
        return {"lead_id": str(lead.pk)}

    def lead_propose_apply(self, request: HttpRequest, lead: Lead, answer: AgentAnswer) -> HttpResponse:
        return HttpResponseRedirect(admin_link(proposal_draft(lead=lead, drafted=answer.output)))

    @row_action(_("Mark as qualified"))
    def leads_qualify(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.QUALIFIED)

    @row_action(_("Mark as won"))
    def leads_win(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.WON)

    @row_action(_("Mark as lost"))
    def leads_lose(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.LOST)
