"""This room's cards on the home page."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jur.models import ComplianceCheck, RiskFinding
from jur.selectors import compliance_gaps, risks_high_open
from nessos.web.admin import admin_link, list_link
from nessos.web.admin.home import Card, Thing, Things, home_card_register

_LISTED = 5


def risks_card(_request: HttpRequest) -> Card:
    rows = risks_high_open()
    things = [
        Thing(text=row, note=row.document.title, at=row.created_at, link=admin_link(row))
        for row in rows[:_LISTED]
    ]
    return Things(
        title=_("High risks"),
        icon="warning",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(RiskFinding, "status__exact=open&severity__exact=high"),
    )


def gaps_card(_request: HttpRequest) -> Card:
    rows = compliance_gaps()
    things = [
        Thing(text=row.playbook.title, note=row.framework.name, at=row.updated_at, link=admin_link(row))
        for row in rows[:_LISTED]
    ]
    return Things(
        title=_("Compliance gaps"),
        icon="rule",
        things=things,
        total=rows.count() if things else 0,
        link=list_link(ComplianceCheck, "status__exact=gap"),
    )


home_card_register(
    "jur.risks",
    permission="jur.view_riskfinding",
    read=risks_card,
    order=50,
    title=gettext_lazy("High risks"),
)
home_card_register(
    "jur.gaps",
    permission="jur.view_compliancecheck",
    read=gaps_card,
    order=51,
    title=gettext_lazy("Compliance gaps"),
)
