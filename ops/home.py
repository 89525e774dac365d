"""This room's cards on the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.web.admin import admin_link, list_link
from nessos.web.admin.home import Card, Thing, Things, home_card_register
from ops.models import Chore, PerformanceMetric, Playbook
from ops.selectors import chores_open, contracts_without_metrics, playbooks_unreviewed, timer_running

_LISTED = 5


def timer_card(request: HttpRequest) -> Card | None:
    assert isinstance(request.user, User)  # cards are for people who are signed in
    entry = timer_running(user=request.user)
    if entry is None:
        return None
    page = reverse("ops:timer")
    thing = Thing(text=entry.contract, note=_("running: stop it here"), at=entry.started_at, link=page)
    return Things(title=_("Your timer"), icon="timer", things=[thing], link=page)


def chores_card(_request: HttpRequest) -> Card:
    rows = chores_open()
    things = [Thing(text=row.title, at=row.created_at, link=admin_link(row)) for row in rows[:_LISTED]]
    return Things(
        title=_("To do"),
        icon="checklist",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(Chore, "done_at__isempty=1"),
    )


def metrics_card(_request: HttpRequest) -> Card:
    rows = contracts_without_metrics(today=clock.today()).select_related("client")
    add = reverse("admin:ops_performancemetric_add")
    month = clock.today().replace(day=1)
    things = [
        Thing(text=row, note=row.client.name, link=f"{add}?contract={row.pk}&month={month:%Y-%m-%d}")
        for row in rows[:_LISTED]
    ]
    return Things(
        title=_("This month's metrics are missing"),
        icon="speed",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(PerformanceMetric),
    )


def reviews_card(_request: HttpRequest) -> Card:
    rows = playbooks_unreviewed(now=clock.now())
    things = [
        Thing(text=row.title, at=row.last_reviewed_at, note=_("last reviewed"), link=admin_link(row))
        if row.last_reviewed_at
        else Thing(text=row.title, note=_("never reviewed"), link=admin_link(row))
        for row in rows[:_LISTED]
    ]
    return Things(
        title=_("Playbooks to review"),
        icon="menu_book",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(Playbook),
    )


home_card_register(
    "ops.timer", permission="ops.view_timeentry", read=timer_card, order=1, title=gettext_lazy("Your timer")
)
home_card_register(
    "ops.chores", permission="ops.view_chore", read=chores_card, order=40, title=gettext_lazy("To do")
)
home_card_register(
    "ops.metrics",
    permission="ops.add_performancemetric",
    read=metrics_card,
    order=41,
    title=gettext_lazy("This month's metrics are missing"),
)
home_card_register(
    "ops.reviews",
    permission="ops.change_playbook",
    read=reviews_card,
    order=42,
    title=gettext_lazy("Playbooks to review"),
)
