"""What a person can do to rows besides editing them: on many from the list, on one by a button that asks first."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial, wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from nessos.web.access import visible
from nessos.web.admin.guarding import ROWS_AT_ONCE
from nessos.web.admin.links import admin_link
from nessos.web.admin.refusals import REFUSALS, refusals_read

DialogForm = BaseDialogForm
RowAct = Callable[[Any, HttpRequest, Any], Any]
TOLD = 3


def row_action(label: Any, *, permissions: tuple[str, ...] = ("change",)) -> Callable[[RowAct], Any]:
    """An action of the list: the function gets one row at a time, each in a transaction of its own.

    What one row refuses is told and leaves the others alone. The record's history notes the label.
    """

    def decorate(act: RowAct) -> Any:
        @admin.action(description=label, permissions=permissions)
        @wraps(act)
        def run(desk: Any, request: HttpRequest, queryset: Any) -> None:
            keys = list(queryset.order_by().values_list("pk", flat=True)[: ROWS_AT_ONCE + 1])
            outcomes = [_try(desk, request, key, act, str(label), permissions) for key in keys[:ROWS_AT_ONCE]]
            _tell(request, [told for told in outcomes if told], outcomes.count(""), len(keys) > ROWS_AT_ONCE)

        return run

    return decorate


def _try(
    desk: Any, request: HttpRequest, key: Any, act: RowAct, label: str, permissions: tuple[str, ...]
) -> str:
    """Empty when it went well, else what was refused."""
    try:
        with transaction.atomic():
            row = _locked(desk, request, key)
            if row is None:
                return str(_("One row is gone meanwhile."))
            for permission in permissions:
                if "." not in permission and not getattr(desk, f"has_{permission}_permission")(request, row):
                    return str(_("“%(row)s” is not yours to change.") % {"row": row})
            act(desk, request, row)
            desk.log_change(request, row, label)
    except REFUSALS as error:
        return " ".join(refusal.sentence for refusal in refusals_read(error))
    return ""


def _locked(desk: Any, request: HttpRequest, key: Any) -> Model | None:
    rows = desk.model._base_manager.select_for_update().filter(pk=key)
    if not list(rows.values_list("pk")):
        return None
    row: Model | None = visible(request.user, desk.model._default_manager.all()).filter(pk=key).first()
    return row


def _tell(request: HttpRequest, refused: list[str], done: int, is_cut: bool) -> None:
    if done:
        sentence = ngettext("%(count)d row was changed.", "%(count)d rows were changed.", done)
        messages.success(request, sentence % {"count": done})
    for sentence in list(dict.fromkeys(refused))[:TOLD]:
        messages.error(request, sentence)
    if is_cut:
        messages.warning(
            request, _("Only the first %(count)d were taken. Repeat it.") % {"count": ROWS_AT_ONCE}
        )


def room_button(
    label: Any,
    *,
    question: Any = "",
    icon: str | None = None,
    permission: str = "change",
    form: type[BaseDialogForm] | None = None,
    submit: Any = None,
    variant: ActionVariant = ActionVariant.DEFAULT,
    locked: bool = True,
) -> Callable[[Callable[..., Any]], Any]:
    """A button on a record's page (``actions_detail``) or in its row (``actions_row``), run by POST only.

    The function gets the record, locked, and with a ``form`` also its cleaned data. What it answers is shown as a
    message; an HttpResponse is answered as it is. One that asks somebody outside says ``locked=False``: then it runs
    outside of any transaction, and writes through services, which have their own.
    """
    dialog: Any = {
        "title": label,
        "description": question,
        "form_class": form or BaseDialogForm,
        "form_submit_text": submit or label,
    }

    def decorate(press: Callable[..., Any]) -> Any:
        @action(description=label, permissions=[permission], icon=icon, dialog=dialog, variant=variant)
        @wraps(press)
        def run(desk: Any, request: HttpRequest, given: Any, object_id: str) -> HttpResponse:
            extra = (given.cleaned_data,) if form else ()
            allowed = partial(_allowed, permission, press)
            return _press(desk, request, object_id, allowed, extra, label, locked=locked)

        return run

    return decorate


def reading_button(
    label: Any, *, icon: str | None = None, permission: str = "view"
) -> Callable[[Callable[..., HttpResponse]], Any]:
    """A button that changes nothing, such as a download: it answers to GET with the response of the function."""

    def decorate(read: Callable[..., HttpResponse]) -> Any:
        @action(description=label, permissions=[permission], icon=icon)
        @wraps(read)
        def run(desk: Any, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
            if object_id is None:
                return read(desk, request, None)
            row = desk.get_object(request, object_id)
            if row is None:
                raise Http404
            return read(desk, request, row)

        run.is_reading = True
        return run

    return decorate


def _allowed(
    permission: str, press: Callable[..., Any], desk: Any, request: HttpRequest, row: Any, *extra: Any
) -> Any:
    """Unfold asked with the row's id; whether this very row is open to the person, only the row tells."""
    if "." not in permission and not getattr(desk, f"has_{permission}_permission")(request, row):
        raise PermissionDenied
    return press(desk, request, row, *extra)


def _press(
    desk: Any,
    request: HttpRequest,
    object_id: str,
    press: Callable[..., Any],
    extra: tuple[Any, ...],
    label: Any,
    *,
    locked: bool,
) -> HttpResponse:
    link = ""
    try:
        with transaction.atomic() if locked else nullcontext():
            row = desk.get_object(request, object_id)
            if row is None:
                raise Http404
            link = admin_link(row)
            answer = press(desk, request, row, *extra)
            desk.log_change(request, row, str(label))
    except PermissionDenied as error:
        messages.error(request, str(error) or _("You may not do this."))
        return _stay(request, link)
    except REFUSALS as error:
        for refusal in refusals_read(error):
            messages.error(request, refusal.sentence)
        return _stay(request, link)
    if isinstance(answer, HttpResponse):
        return _follow(request, answer)
    if answer:
        messages.success(request, str(answer))
    return _stay(request, link)


def _stay(request: HttpRequest, link: str) -> HttpResponse:
    """Back to where the button was: HTMX reloads the page it is on, a plain form goes to the record."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return HttpResponseRedirect(link or "/app/")


def _follow(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """HTMX would load a redirect into the dialog; told so, it sends the whole page there."""
    if request.headers.get("HX-Request") and answer.has_header("Location"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer
