"""PEOPLE's cards on the home page, and everybody's own."""

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.web.admin import admin_link, list_link
from nessos.web.admin.home import Chart, Figure, Series, Thing, Things, home_card_register
from people.models import Application, TrainingGap
from people.selectors import (
    applications_new,
    feedback_average,
    feedback_averages,
    gaps_by_severity,
    gaps_open,
)

_SHOWN = 5


def gaps_by_severity_read(request: HttpRequest) -> Chart | None:  # noqa: ARG001
    counted = gaps_by_severity()
    if not any(counted.values()):
        return None
    return Chart(
        title=_("Open training gaps"),
        icon="school",
        kind="bar",
        labels=[TrainingGap.Severity(severity).label for severity in counted],
        series=[Series(_("gaps"), list(counted.values()))],
        link=list_link(TrainingGap),
    )


def applications_new_read(request: HttpRequest) -> Things:  # noqa: ARG001
    rows = applications_new().select_related("job")[:_SHOWN]
    return Things(
        title=_("New applications"),
        icon="badge",
        link=list_link(Application, "status__exact=new"),
        things=[
            Thing(text=row.name, note=row.job.title, link=admin_link(row), at=row.created_at) for row in rows
        ],
    )


def my_gaps_read(request: HttpRequest) -> Things:
    rows = gaps_open().filter(employee=request.user.pk).select_related("playbook")[:_SHOWN]
    return Things(
        title=_("What you have to learn"),
        icon="menu_book",
        things=[
            Thing(text=str(row), note=row.playbook_title or "", link=admin_link(row), at=row.created_at)
            for row in rows
        ],
    )


def my_feedback_read(request: HttpRequest) -> Figure | None:
    """Averages only: who said what stays between its author and PEOPLE."""
    average = feedback_average(subject=request.user.pk)
    if average is None:
        return None
    parts = feedback_averages(subject=request.user.pk).items()
    return Figure(
        title=_("What others say of your work"),
        icon="reviews",
        value=_("%(average)s of 5") % {"average": number_format(average, 2)},
        note=" · ".join(f"{criteria} {number_format(mean, 2)}" for criteria, mean in parts),
    )


home_card_register(
    "people.applications_new",
    permission="people.view_application",
    read=applications_new_read,
    order=10,
    title=gettext_lazy("New applications"),
)
home_card_register(
    "people.gaps_by_severity",
    permission="people.see_all_traininggap",
    read=gaps_by_severity_read,
    order=50,
    title=gettext_lazy("Open training gaps"),
)
home_card_register(
    "people.my_gaps",
    permission="people.view_traininggap",
    read=my_gaps_read,
    order=15,
    title=gettext_lazy("What you have to learn"),
)
home_card_register(
    "people.my_feedback",
    permission="people.view_feedback360",
    read=my_feedback_read,
    order=60,
    title=gettext_lazy("What others say of your work"),
)
