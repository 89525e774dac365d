"""What the lines of a table of costs are called, and where each leads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import formats
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.selectors import Line
from nessos.ai.naming import agent_label, model_tell
from nessos.web.admin import list_link


def title_of(by: str) -> str:
    titles = {
        "day": _("Day"),
        "agent": _("Agent"),
        "model": _("Model"),
        "prompt": _("Prompt version"),
        "user": _("User"),
    }
    return titles[by]


class Labels:
    def __init__(self, by: str, lines: Sequence[Line]) -> None:
        self._by = by
        self._users: dict[Any, Any] = {}
        if by == "user":
            self._users = get_user_model().objects.in_bulk([line.key[0] for line in lines if line.key[0]])

    def text_of(self, line: Line) -> str:
        first = line.key[0]
        match self._by:
            case "day":
                return formats.date_format(first, "SHORT_DATE_FORMAT")
            case "model":
                return " · ".join(each for each in (model_tell(first), *line.key[1:]) if each)
            case "prompt":
                return self._prompt_tell(*line.key)
            case "user":
                return self._user_tell(first)
        return agent_label(first)

    def plain_of(self, line: Line) -> str:
        """As a spreadsheet sorts it."""
        return str(line.key[0]) if self._by == "day" else self.text_of(line)

    def link_of(self, line: Line) -> str:
        """A day leads to its agents, anything else to its calls."""
        first = line.key[0]
        match self._by:
            case "day":
                return f"?{urlencode({'from': _iso(first), 'to': _iso(first), 'by': 'agent'})}"
            case "user":
                return list_link(AgentCall, urlencode({"user__id__exact": first})) if first else ""
            case "model":
                return list_link(AgentCall, urlencode({"model": first}))
        return list_link(AgentCall, urlencode({"agent": first}))

    def _prompt_tell(self, agent: str, version: int | None) -> str:
        if version is None:
            return _("%(agent)s, without a prompt") % {"agent": agent_label(agent)}
        return _("%(agent)s, version %(version)d") % {"agent": agent_label(agent), "version": version}

    def _user_tell(self, pk: int | None) -> str:
        if pk is None:
            return _("The house itself")
        user = self._users.get(pk)
        return str(user) if user else _("A user who is gone")


def _iso(day: date) -> str:
    return day.isoformat()
