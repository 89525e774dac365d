"""Buttons on a record that ask an agent: what it answers is shown first, and written only when somebody says so.

A room's admin: ``class LeadAdmin(AgentDesk, RoomAdmin)``, and per button a method that says what is asked, one that
shows the answer, one that applies it:

    @agent_button(_("Qualify"), agent="qualify_lead", question=…, icon=…)
    def lead_qualify(self, lead): return {"name": lead.name, …}
    def lead_qualify_show(self, lead, answer): return [Line(…), …]
    def lead_qualify_apply(self, request, lead, answer): return _("…")

Without the second one what the agent answers becomes a draft at once. Between showing and applying the answer is kept
nowhere: the page carries it, signed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.answers import AgentAnswer
from nessos.ai.naming import share_tell
from nessos.ai.running import agent_find, agent_run
from nessos.kernel.errors import ConflictError, ForbiddenError, NessosError
from nessos.web.admin import DialogForm, admin_link, room_button

_SALT = "nessos.ai.desk"
#: What was answered longer ago is asked anew.
FRESH = timedelta(hours=1)


class AnswerStaleError(ConflictError):
    code = "agent_answer_stale"
    sentence = gettext_lazy(
        "This record was changed after the agent was asked, so its answer may no longer fit. Ask again."
    )


class AnswerForeignError(NessosError):
    code = "agent_answer_foreign"
    sentence = gettext_lazy("This answer is too old, or was given to somebody else. Ask the agent again.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that an answer holds."""

    label: Any
    #: A text, or several.
    value: Any
    #: What stands in the record now, where that would be replaced.
    before: Any = ""

    @property
    def values(self) -> list[Any]:
        return self.value if isinstance(self.value, list) else [self.value]


class AnswerForm(DialogForm):  # type: ignore[misc]
    answer = forms.CharField(required=False, widget=forms.HiddenInput)


class AgentDesk:
    """Put in front of RoomAdmin where a record has such buttons."""

    def has_ask_agent_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_change: Callable[..., bool] = self.has_change_permission  # type: ignore[attr-defined]
        return request.user.has_perm("ai.run_agent") and may_change(request, obj)


def agent_button(
    label: Any, *, agent: str, question: Any, icon: str, permissions: tuple[str, ...] = ()
) -> Callable[[Callable[[Any, Any], Mapping[str, Any]]], Any]:
    """``permissions``: what it takes besides asking agents, changing the record, and what the agent itself asks for."""

    def decorate(asked: Callable[[Any, Any], Mapping[str, Any]]) -> Any:
        name = asked.__name__

        @wraps(asked)
        def press(desk: Any, request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Any:
            _permissions_check(request, (agent_find(agent).permission, *permissions))
            if data["answer"]:
                return _apply(desk, request, row, name, data["answer"])
            answer = agent_run(agent, asked(desk, row), subject=f"{row._meta.label} {row.pk}")
            show = getattr(desk, f"{name}_show", None)
            if show is None:
                made = getattr(desk, f"{name}_apply")(request, row, answer)
                messages.success(request, _("The agent made this draft. Read it before you go on."))
                return made
            shown = show(row, answer)
            if isinstance(shown, str):  # there is nothing to write down
                messages.info(request, shown)
                return None
            return _show(request, row, name, label, answer, shown)

        button = room_button(
            label,
            question=question,
            icon=icon,
            permission="ask_agent",
            form=AnswerForm,
            submit=_submit_write(label),
            locked=False,
        )
        return button(press)

    return decorate


def _submit_write(label: Any) -> Any:
    """With a place by which the dialog's second step puts another word there."""
    return lazy(lambda: format_html('<span id="agent-submit">{}</span>', label), SafeString)()


def _permissions_check(request: HttpRequest, permissions: tuple[str, ...]) -> None:
    for permission in ("ai.run_agent", *permissions):
        if not request.user.has_perm(permission):
            raise ForbiddenError(permission=permission)


def _show(
    request: HttpRequest, row: Any, name: str, label: Any, answer: AgentAnswer, lines: list[Line]
) -> HttpResponse:
    """In the dialog that is open, or as a page of its own where there is none."""
    is_dialog = bool(request.headers.get("HX-Request"))
    context = {
        "title": label,
        "row": row,
        "link": admin_link(row),
        "lines": lines,
        "model": answer.model,
        "is_offline": answer.prompt_version is None,
        "confidence": None if answer.confidence is None else share_tell(answer.confidence),
        "signed": _sign(request, row, name, answer),
        "is_dialog": is_dialog,
    }
    if not is_dialog:
        context = {**admin.site.each_context(request), **context, "is_nav_sidebar_enabled": True}
    template = "ai/answer_dialog.html" if is_dialog else "ai/answer_page.html"
    return TemplateResponse(request, template, context).render()


def _apply(desk: Any, request: HttpRequest, row: Any, name: str, signed: str) -> Any:
    answer, state = _unsign(request, row, name, signed)
    with transaction.atomic():
        locked = desk.get_object(request, str(row.pk))
        if locked is None or not desk.has_change_permission(request, locked):
            raise PermissionDenied
        if _state_of(locked) != state:
            raise AnswerStaleError
        return getattr(desk, f"{name}_apply")(request, locked, answer)


def _sign(request: HttpRequest, row: Any, name: str, answer: AgentAnswer) -> str:
    given = {
        "for": _place_of(request, row, name),
        "state": _state_of(row),
        "answer": answer.model_dump(mode="json"),
    }
    return signing.dumps(given, salt=_SALT, compress=True)


def _unsign(request: HttpRequest, row: Any, name: str, signed: str) -> tuple[AgentAnswer, str]:
    try:
        given = signing.loads(signed, salt=_SALT, max_age=FRESH)
    except signing.BadSignature as error:
        raise AnswerForeignError from error
    if given["for"] != _place_of(request, row, name):
        raise AnswerForeignError
    return AgentAnswer.model_validate(given["answer"]), given["state"]


def _place_of(request: HttpRequest, row: Any, name: str) -> list[str]:
    return [str(request.user.pk), row._meta.label, str(row.pk), name]


def _state_of(row: Any) -> str:
    state: str = row.updated_at.isoformat()
    return state
