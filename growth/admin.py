"""GROWTH at the desk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from growth.forms import ProposalForm, ServiceForm
from growth.models import (
    Audience,
    BrandAsset,
    Campaign,
    Case,
    Lead,
    Post,
    Proposal,
    Service,
    Supplier,
    UpsellAlert,
)
from growth.services import (
    case_to_post_draft,
    lead_move,
    lead_qualify,
    post_publish,
    proposal_accept,
    service_activate,
    upsell_alert_dismiss,
)
from growth.sources import Source
from nessos.web.admin import (
    BoardMixin,
    ReadOnlyAdmin,
    RoomAdmin,
    admin_link,
    navigation_add,
    room_button,
    row_action,
)

navigation_add(
    "growth",
    _("Board"),
    "admin:growth_lead_board",
    icon="view_kanban",
    permission="growth.view_lead",
    order=15,
)

_LEAD_COLOURS = {
    "new": "info",
    "qualified": "primary",
    "proposal": "warning",
    "won": "success",
    "lost": "danger",
}
_PROPOSAL_COLOURS = {"sent": "info", "accepted": "success", "rejected": "danger", "expired": "warning"}
_CAMPAIGN_COLOURS = {"active": "success", "paused": "warning", "ended": "default"}
_URGENCY_COLOURS = {"high": "danger", "medium": "warning", "low": "info"}
_TIMES = (_("Dates"), {"fields": ["created_at", "updated_at"], "classes": ["collapse"]})


class SourceFilter(SimpleListFilter):
    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Source.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source=self.value()) if self.value() else queryset


@admin.register(Lead)
class LeadAdmin(BoardMixin, RoomAdmin):
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
        _TIMES,
    ]
    actions = ["leads_qualify", "leads_win", "leads_lose"]
    actions_detail = ["lead_qualify"]
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

    @room_button(
        _("Qualify"),
        question=_("The agent reads the request and gives it a score; 50 points or more qualify the lead."),
        icon="psychology",
        locked=False,
    )
    def lead_qualify(self, request: HttpRequest, lead: Lead) -> Any:
        found = lead_qualify(lead=lead).output
        data = {"score": found["score"], "segment": found["segment"], "next": found["suggested_action"]}
        sentence = _("%(score)s points, segment “%(segment)s”. %(next)s") % data
        return " ".join([sentence, *found["reasons"]])

    @row_action(_("Mark as qualified"))
    def leads_qualify(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.QUALIFIED)

    @row_action(_("Mark as won"))
    def leads_win(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.WON)

    @row_action(_("Mark as lost"))
    def leads_lose(self, request: HttpRequest, lead: Lead) -> None:
        lead_move(lead=lead, status=Lead.Status.LOST)


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
        _TIMES,
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


@admin.register(Case)
class CaseAdmin(RoomAdmin):
    icon = "workspace_premium"
    navigation_order = 60
    list_display = ["title", "playbook", "created_at"]
    list_filter = ["playbook", "created_at"]
    search_fields = ["title_folded", "slug", "summary"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [(None, {"fields": ["title", "slug", "playbook", "summary", "raw_data"]}), _TIMES]
    actions = ["cases_make_posts"]
    actions_detail = ["case_make_post"]

    def has_make_post_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("growth.add_post")

    @row_action(_("Make posts"), permissions=("make_post",))
    def cases_make_posts(self, request: HttpRequest, case: Case) -> None:
        case_to_post_draft(case=case, author=request.user)

    @room_button(
        _("Make a post"),
        question=_("A draft is made of this case; you publish it when it is ready."),
        icon="post_add",
        permission="growth.add_post",
    )
    def case_make_post(self, request: HttpRequest, case: Case) -> HttpResponse:
        post = case_to_post_draft(case=case, author=request.user)
        return HttpResponseRedirect(admin_link(post))


@admin.register(Post)
class PostAdmin(RoomAdmin):
    icon = "article"
    navigation_order = 50
    list_display = ["title", "is_published", "published_at", "author", "case", "playbook"]
    list_filter = ["is_published", "playbook", "published_at"]
    search_fields = ["title_folded", "slug"]
    readonly_fields = ["published_at", "author", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("is_published", "published_at"), "content_markdown"]}),
        (_("Search engines"), {"fields": ["seo_description"]}),
        (_("Origin"), {"fields": [("case", "playbook"), "author"]}),
        _TIMES,
    ]
    actions = ["posts_publish"]
    actions_detail = ["post_publish"]

    def row_save(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and obj.author_id is None:
            obj.author = request.user
        super().row_save(request, obj, form, change)

    @row_action(_("Publish"))
    def posts_publish(self, request: HttpRequest, post: Post) -> None:
        post_publish(post=post)

    @room_button(_("Publish"), question=_("Everybody can read it then."), icon="publish")
    def post_publish(self, request: HttpRequest, post: Post) -> Any:
        post_publish(post=post)
        return _("The post is published.")


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
        _TIMES,
    ]
    actions_detail = ["proposal_accept"]

    status_label = RoomAdmin.label_of("status", _("status"), _PROPOSAL_COLOURS)
    total_shown = RoomAdmin.money_of("total", _("total"))

    @room_button(_("Mark as accepted"), question=_("What was offered stands from then on."), icon="handshake")
    def proposal_accept(self, request: HttpRequest, proposal: Proposal) -> Any:
        proposal_accept(proposal=proposal)
        return _("The proposal is accepted.")


@admin.register(BrandAsset)
class BrandAssetAdmin(RoomAdmin):
    icon = "palette"
    navigation_order = 80
    list_display = ["name", "asset_type", "url"]
    list_filter = ["asset_type"]
    search_fields = ["name_folded"]


@admin.register(UpsellAlert)
class UpsellAlertAdmin(RoomAdmin):
    icon = "trending_up"
    navigation_order = 70
    list_display = ["contract", "alert_type", "month_shown", "consumption", "limit", "dismissed_at"]
    list_filter = [("dismissed_at", admin.EmptyFieldListFilter), "alert_type", "month"]
    search_fields = ["message"]
    readonly_fields = [
        "contract",
        "alert_type",
        "month",
        "message",
        "consumption",
        "limit",
        "dismissed_at",
        "created_at",
    ]
    actions = ["alerts_dismiss"]
    empty_text = _(
        "No contract used more hours than it includes. OPS records the hours; alerts follow from them."
    )

    month_shown = RoomAdmin.month_of("month", _("month"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # they follow from what OPS records

    @row_action(_("Dismiss"))
    def alerts_dismiss(self, request: HttpRequest, alert: UpsellAlert) -> None:
        upsell_alert_dismiss(alert=alert)


@admin.register(Campaign)
class CampaignAdmin(RoomAdmin):
    icon = "campaign"
    navigation_order = 90
    list_display = ["name", "kind_label", "status_label", "budget_shown", "products_shown", "paused_at"]
    list_filter = ["status", "kind"]
    search_fields = ["name_folded", "=audience"]
    readonly_fields = ["paused_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "status"), "budget", "products", "audience"]}),
        (_("Pause"), {"fields": ["paused_at", "pause_reason"]}),
        _TIMES,
    ]
    actions = ["campaigns_pause", "campaigns_resume"]

    kind_label = RoomAdmin.label_of("kind", _("kind"))
    status_label = RoomAdmin.label_of("status", _("status"), _CAMPAIGN_COLOURS)
    budget_shown = RoomAdmin.money_of("budget", _("budget"))

    @admin.display(description=_("products"))
    def products_shown(self, campaign: Campaign) -> str:
        return ", ".join(campaign.products)

    @row_action(_("Pause"))
    def campaigns_pause(self, request: HttpRequest, campaign: Campaign) -> None:
        campaign.status = Campaign.Status.PAUSED
        campaign.save(update_fields=["status"])

    @row_action(_("Resume"))
    def campaigns_resume(self, request: HttpRequest, campaign: Campaign) -> None:
        campaign.status, campaign.pause_reason = Campaign.Status.ACTIVE, ""
        campaign.save(update_fields=["status", "pause_reason"])


@admin.register(Audience)
class AudienceAdmin(ReadOnlyAdmin):
    icon = "groups"
    navigation_order = 92
    list_display = ["name", "kind_label", "size_shown", "created_at"]
    list_filter = ["kind", "created_at"]
    search_fields = ["name_folded"]
    fields = ["name", "kind", "products", "size_shown", "created_at"]
    empty_text = _("No audience was made yet. Workflows make them of who left a cart behind, and of leads.")

    kind_label = RoomAdmin.label_of("kind", _("kind"))

    @admin.display(description=_("size"))
    def size_shown(self, audience: Audience) -> int:
        return audience.size


@admin.register(Supplier)
class SupplierAdmin(RoomAdmin):
    icon = "local_shipping"
    navigation_order = 94
    list_display = ["name", "products_shown", "origin_label", "urgency_label", "contacted_at"]
    list_filter = ["origin", "urgency"]
    search_fields = ["name_folded", "email", "phone"]
    readonly_fields = ["origin", "urgency", "contacted_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "products", ("email", "phone")]}),
        (_("Contact"), {"fields": [("contacted_at", "urgency"), "origin"]}),
        _TIMES,
    ]

    origin_label = RoomAdmin.label_of("origin", _("where from"))
    urgency_label = RoomAdmin.label_of("urgency", _("urgency"), _URGENCY_COLOURS)

    @admin.display(description=_("products"))
    def products_shown(self, supplier: Supplier) -> str:
        return ", ".join(supplier.products)
