"""What is offered: services and proposals."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from growth.admin.times import TIMES
from growth.forms import ProposalForm, ServiceForm
from growth.models import (
    Proposal,
    Service,
)
from growth.printing.answering import proposal_answer
from growth.services import (
    proposal_accept,
    service_activate,
)
from nessos.web.admin import (
    RoomAdmin,
    reading_button,
    room_button,
    row_action,
)

_PROPOSAL_COLOURS = {"sent": "info", "accepted": "success", "rejected": "danger", "expired": "warning"}


@admin.register(Service)
class ServiceAdmin(RoomAdmin):
    icon = "sell"
    navigation_order = 40
    form = ServiceForm
    list_display = ["name", "is_active", "delivery_label", "price_shown", "playbook"]
    list_filter = ["is_active", "delivery_type", "playbook"]
    search_fields = ["name_folded", "slug"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", ("is_active", "delivery_type"), "base_price"]}),
        (_("Delivery"), {"fields": ["playbook", "service_actions", "technical_scope"]}),
        (
            _("Marketing"),
            {
                "fields": [
                    "marketing_title",
                    "marketing_pitch",
                    "marketing_body",
                    "marketing_features",
                    "cover_image_url",
                ]
            },
        ),
        TIMES,
    ]
    actions = ["services_activate", "services_deactivate"]

    delivery_label = RoomAdmin.label_of("delivery_type", _("delivered as"))
    price_shown = RoomAdmin.money_of("base_price", _("base price"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """All of them: those that this person could not choose would be dropped when he saves the form."""
        kwargs["queryset"] = db_field.remote_field.model._default_manager.all()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @row_action(_("Activate"))
    def services_activate(self, request: HttpRequest, service: Service) -> None:
        service_activate(service=service)

    @row_action(_("Deactivate"))
    def services_deactivate(self, request: HttpRequest, service: Service) -> None:
        service.is_active = False
        service.save(update_fields=["is_active"])


@admin.register(Proposal)
class ProposalAdmin(RoomAdmin):
    icon = "request_quote"
    navigation_order = 30
    form = ProposalForm
    list_display = ["title", "lead", "client", "status_label", "total_shown", "valid_until", "created_at"]
    list_filter = ["status", "client", "valid_until"]
    search_fields = ["title_folded", "=oportunidade_pipe_id"]
    readonly_fields = ["accepted_at", "created_at", "updated_at"]
    fieldsets = [
        (
            None,
            {"fields": ["title", ("lead", "client"), ("status", "accepted_at"), ("total", "valid_until")]},
        ),
        (_("Offer"), {"fields": ["items", "sections"]}),
        (_("CRM"), {"fields": ["oportunidade_pipe_id"]}),
        TIMES,
    ]
    actions_detail = ["proposal_pdf", "proposal_accept"]

    status_label = RoomAdmin.label_of("status", _("status"), _PROPOSAL_COLOURS)
    total_shown = RoomAdmin.money_of("total", _("total"))

    @reading_button(_("PDF"), icon="picture_as_pdf")
    def proposal_pdf(self, request: HttpRequest, proposal: Proposal | None) -> HttpResponse:
        if proposal is None:
            raise Http404
        return proposal_answer(proposal)

    @room_button(_("Mark as accepted"), question=_("What was offered stands from then on."), icon="handshake")
    def proposal_accept(self, request: HttpRequest, proposal: Proposal) -> Any:
        proposal_accept(proposal=proposal)
        return _("The proposal is accepted.")
