"""Pages of this room: one's own timer."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.kernel.errors import NessosError
from nessos.web.access import visible
from nessos.web.admin import RoomPage
from ops.models import TimeEntry
from ops.selectors import contracts_running, timer_running
from ops.services import timer_start, timer_stop

_LISTED = 10
_NOTE = 500


class TimerPage(RoomPage, TemplateView):
    title = gettext_lazy("Timer")
    subtitle = gettext_lazy("One runs at a time. What it measures is what the contract cost.")
    permission = ("ops.add_timeentry", "ops.change_timeentry")
    template_name = "ops/timer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = _person(self.request)
        mine = TimeEntry.objects.filter(user=person, ended_at__isnull=False).select_related(
            "contract__client"
        )
        shown = {
            "running": timer_running(user=person),
            "contracts": contracts_running(today=clock.today()).select_related("client"),
            "recent": visible(person, mine)[:_LISTED],
        }
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            _timer_press(request)
        except NessosError as error:
            messages.error(request, str(error))
        return redirect("ops:timer")


def _timer_press(request: HttpRequest) -> None:
    if request.POST.get("do") == "stop":
        timer_stop(user=_person(request))
        messages.success(request, _("The timer is stopped."))
        return
    contract = _contract_chosen(request)
    if contract is None:
        messages.error(request, _("Choose the contract that you work on."))
        return
    timer_start(user=_person(request), contract=contract, note=request.POST.get("note", "")[:_NOTE])
    messages.success(request, _("The timer runs."))


def _contract_chosen(request: HttpRequest) -> Any:
    try:
        return contracts_running(today=clock.today()).filter(pk=request.POST.get("contract") or None).first()
    except ValidationError:  # no id at all
        return None


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
