"""GROWTH's cards on the home page."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from growth.models import Lead, Post, Proposal, UpsellAlert
from growth.selectors import (
    leads_by_status,
    leads_waiting,
    posts_unpublished,
    proposals_open,
    upsell_alerts_open,
)
from nessos.web.admin import admin_link, brl, list_link
from nessos.web.admin.home import Chart, Series, Thing, Things, home_card_register

_SHOWN = 5
_DAYS = 30


def leads_by_status_read(request: HttpRequest) -> Chart:  # noqa: ARG001
    counted = leads_by_status(days=_DAYS)
    return Chart(
        title=_("Leads of the last 30 days"),
        icon="person_search",
        kind="bar",
        labels=[Lead.Status(status).label for status in counted],
        series=[Series(_("leads"), list(counted.values()))],
        link=list_link(Lead),
    )


def leads_waiting_read(request: HttpRequest) -> Things:  # noqa: ARG001
    return Things(
        title=_("Leads that wait"),
        icon="mark_email_unread",
        link=list_link(Lead, "status__exact=new"),
        things=[
            Thing(text=lead.name, note=lead.company, link=admin_link(lead), at=lead.created_at)
            for lead in leads_waiting()[:_SHOWN]
        ],
    )


def upsell_alerts_read(request: HttpRequest) -> Things:  # noqa: ARG001
    return Things(
        title=_("Contracts above their limit"),
        icon="trending_up",
        link=list_link(UpsellAlert, "dismissed_at__isempty=1"),
        things=[
            Thing(text=str(alert.contract), note=alert.message, link=admin_link(alert))
            for alert in upsell_alerts_open()[:_SHOWN]
        ],
    )


def drafts_read(request: HttpRequest) -> Things:  # noqa: ARG001
    return Things(
        title=_("Drafts to publish"),
        icon="article",
        link=list_link(Post, "is_published__exact=0"),
        things=[
            Thing(text=post.title, link=admin_link(post), at=post.created_at)
            for post in posts_unpublished()[:_SHOWN]
        ],
    )


def proposals_open_read(request: HttpRequest) -> Things:  # noqa: ARG001
    return Things(
        title=_("Open proposals"),
        icon="request_quote",
        link=list_link(Proposal, "status__in=draft,sent"),
        things=[
            Thing(
                text=proposal.title,
                note=f"{proposal.get_status_display()} · {brl(proposal.total)}",
                link=admin_link(proposal),
                at=proposal.created_at,
            )
            for proposal in proposals_open()[:_SHOWN]
        ],
    )


home_card_register(
    "growth.leads_waiting",
    permission="growth.view_lead",
    read=leads_waiting_read,
    order=10,
    title=gettext_lazy("Leads that wait"),
)
home_card_register(
    "growth.proposals_open",
    permission="growth.view_proposal",
    read=proposals_open_read,
    order=20,
    title=gettext_lazy("Open proposals"),
)
home_card_register(
    "growth.upsell_alerts",
    permission="growth.view_upsellalert",
    read=upsell_alerts_read,
    order=30,
    title=gettext_lazy("Contracts above their limit"),
)
home_card_register(
    "growth.drafts",
    permission="growth.change_post",
    read=drafts_read,
    order=40,
    title=gettext_lazy("Drafts to publish"),
)
home_card_register(
    "growth.leads_by_status",
    permission="growth.view_lead",
    read=leads_by_status_read,
    order=50,
    title=gettext_lazy("Leads of the last 30 days"),
)
