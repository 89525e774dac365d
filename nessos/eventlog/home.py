"""What the event log puts on the home page: only when something needs a person."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nessos.eventlog.selectors import deliveries_waiting
from nessos.web.admin.home import Figure, home_card_register


def deliveries_given_up_read(_request: HttpRequest) -> Figure | None:
    given_up = deliveries_waiting()["given_up"]
    if not given_up:
        return None
    return Figure(
        title=_("Deliveries given up"),
        value=str(given_up),
        note=_("a listener kept failing; see why, mend it, try again"),
        link=reverse("admin:eventlog_delivery_changelist") + "?given_up_at__isempty=0",
        icon="outgoing_mail",
    )


home_card_register(
    "eventlog.deliveries_given_up",
    permission="eventlog.view_delivery",
    read=deliveries_given_up_read,
    order=5,
)
