"""A desk as small as a desk can be, over real tables: what the base classes promise is tested on it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import TemplateView

from fin.models import Client, Contract
from growth.models import Lead
from nessos.kernel.errors import ConflictError
from nessos.urls import urlpatterns as real_urls
from nessos.web.admin import (
    BoardMixin,
    DialogForm,
    RoomAdmin,
    RoomPage,
    RoomTabularInline,
    room_button,
    row_action,
)
from nessos.web.admin.site import DeskSite
from ops.models import TimeEntry


class ContractInline(RoomTabularInline):
    model = Contract
    fields = ("number", "mrr")


class ClientAdmin(RoomAdmin):
    icon = "apartment"
    list_display = ("name", "document")
    search_fields = ("name_folded", "document")
    fields = ("name", "document", "contact_email", "omie_code")


class ClientWithContractsAdmin(ClientAdmin):
    inlines = (ContractInline,)


class ReasonForm(DialogForm):
    reason = forms.CharField()


class LeadAdmin(BoardMixin, RoomAdmin):
    icon = "person_search"
    list_display = ("name", "company", "status_label", "created_at")
    list_filter = ("status",)
    search_fields = ("name_folded", "=email")
    fields = ("name", "email", "company", "status")
    actions = ("leads_lose", "leads_refuse_some")
    actions_detail = ("lead_win", "lead_note", "lead_refuse")
    board_note_fields = ("company", "created_at")
    status_label = RoomAdmin.label_of("status", "status", {"won": "success"})

    @row_action("Mark as lost")
    def leads_lose(self, request: HttpRequest, lead: Lead) -> None:
        lead.status = Lead.Status.LOST
        lead.save()

    @row_action("Refuse some")
    def leads_refuse_some(self, request: HttpRequest, lead: Lead) -> None:
        if lead.company == "Padaria Sol":
            raise ConflictError
        lead.status = Lead.Status.LOST
        lead.save()

    @room_button("Win", question="Win this lead?")
    def lead_win(self, request: HttpRequest, lead: Lead) -> str:
        lead.status = Lead.Status.WON
        lead.save()
        return "It is won."

    @room_button("Note", form=ReasonForm)
    def lead_note(self, request: HttpRequest, lead: Lead, data: dict[str, Any]) -> None:
        lead.message = data["reason"]
        lead.save()

    @room_button("Refuse")
    def lead_refuse(self, request: HttpRequest, lead: Lead) -> None:
        lead.message = "never kept"
        lead.save()
        raise ConflictError


class ContractAdmin(RoomAdmin):
    list_display = ("number", "client", "mrr")
    list_filter = ("client",)
    search_fields = ("number",)
    fields = ("client", "number", "mrr", "start_date")


class TimeEntryAdmin(RoomAdmin):
    list_display = ("user", "contract", "started_at")
    fields = ("user", "contract", "started_at", "ended_at", "note")
    search_fields = ("note",)


class BarePage(RoomPage, TemplateView):
    title = "A bare page"
    permission = "growth.view_lead"
    template_name = "base.html"


OURS: dict[type[Model], Any] = {
    Client: ClientAdmin,
    Lead: LeadAdmin,
    Contract: ContractAdmin,
    TimeEntry: TimeEntryAdmin,
}

site = DeskSite(name="admin")
desks: dict[type[Model], Any] = {model: type(desk) for model, desk in admin.site._registry.items()}
for _model, _desk in (desks | OURS).items():
    site.register(_model, _desk)


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the house")


others = [pattern for pattern in real_urls if getattr(pattern, "namespace", None) != "admin"]
urlpatterns = [
    path("app/bare/", BarePage.as_view()),
    path("app/fail/", fail),
    path("app/", site.urls),
    *others,
]

handler400 = "nessos.web.api.problems.handler400"
handler403 = "nessos.web.api.problems.handler403"
handler404 = "nessos.web.api.problems.handler404"
handler500 = "nessos.web.api.problems.handler500"
