"""GOV's cards on the home page: what I have to accept, and how far everybody is."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gov.models import PolicyAcceptance
from gov.selectors import acceptances_count, versions_pending
from nessos.web.admin import list_link
from nessos.web.admin.home import Figure, Thing, Things, home_card_register

_SHOWN = 5


def pending_read(request: HttpRequest) -> Things:
    link = reverse("gov_pending")
    rows = versions_pending(user=request.user)
    return Things(
        title=_("What you have to accept"),
        icon="gavel",
        link=link,
        things=[
            Thing(
                text=version.policy_title,
                note=_("version %(number)d") % {"number": version.number},
                link=link,
                at=version.published_at,
            )
            for version in rows[:_SHOWN]
        ],
    )


def acceptance_rate_read(request: HttpRequest) -> Figure | None:  # noqa: ARG001
    given, wanted = acceptances_count()
    if not wanted:
        return None
    return Figure(
        title=_("Policies accepted"),
        icon="task_alt",
        value=f"{given * 100 // wanted} %",
        note=_("%(given)d of %(wanted)d acceptances of what is in effect")
        % {"given": given, "wanted": wanted},
        link=list_link(PolicyAcceptance),
    )


home_card_register(
    "gov.pending",
    permission="gov.add_policyacceptance",
    read=pending_read,
    order=5,
    title=gettext_lazy("What you have to accept"),
)
home_card_register(
    "gov.acceptance_rate",
    permission="gov.see_all_policyacceptance",
    read=acceptance_rate_read,
    order=60,
    title=gettext_lazy("Policies accepted"),
)
