"""The engine's cards on the home page."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.web.admin import admin_link, list_link
from nessos.web.admin.home import Card, Thing, Things, home_card_register
from ops.workflows.models import Approval
from ops.workflows.reviews.selectors import approvals_of

_LISTED = 5


def approvals_card(request: HttpRequest) -> Card:
    assert isinstance(request.user, User)  # cards are for people who are signed in
    rows, now = approvals_of(request.user).select_related("run__workflow"), clock.now()
    things = [
        Thing(
            text=row,
            note=row.run.workflow.name,
            at=row.due_at or row.created_at,
            is_late=row.due_at is not None and row.due_at < now,
            link=admin_link(row),
        )
        for row in rows[:_LISTED]
    ]
    return Things(
        title=_("For you to decide"),
        icon="rate_review",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(Approval),
    )


home_card_register(
    "workflows.approvals",
    permission="",
    read=approvals_card,
    order=2,
    title=gettext_lazy("For you to decide"),
)
