"""What a prompt is looked at with: records that the person may read, or inputs that he pastes. Nothing is kept."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError

from nessos.ai.prompts.errors import InputUnreadableError, RecordGoneError
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.subjects import record_find, records_find, subject_of
from nessos.ai.providers.asking import Message
from nessos.ai.routing.consulting import Matter
from nessos.ai.running import agent_find, input_read
from nessos.offers.agents import Agent
from nessos.web.api.parsers import json_read


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question to an agent; a record is named by its id, and read anew wherever it is used."""

    title: str
    record: str = ""
    given: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def pasted(self) -> str:
        """Empty for a record."""
        return "" if self.record else json.dumps(self.given, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A record that can be chosen."""

    pk: str
    title: str
    is_chosen: bool


def picks_make(request: HttpRequest, agent: Agent, term: str, chosen: Iterable[str]) -> list[Pick]:
    """The newest or matching records, and those chosen before at the top."""
    subject = subject_of(agent)
    if subject is None or not request.user.has_perm(agent.permission):
        return []
    kept = [record for pk in chosen if (record := record_find(request, subject, pk)) is not None]
    found = [record for record in records_find(request, subject, term) if record not in kept]
    return [
        Pick(pk=str(record.pk), title=str(record), is_chosen=record in kept) for record in [*kept, *found]
    ]


def asked_by_record(request: HttpRequest, agent: Agent, pk: str) -> Asked:
    """Raises PermissionDenied, RecordGoneError, BadInputError."""
    _permission_check(request, agent)
    subject = subject_of(agent)
    record = record_find(request, subject, pk) if subject else None
    if subject is None or record is None:
        raise RecordGoneError(agent=agent.name)
    given = subject.fill(record)
    input_read(agent, given)
    return Asked(title=str(record), record=str(record.pk), given=given)


def asked_by_text(request: HttpRequest, agent: Agent, text: str) -> Iterator[Asked]:
    """An object is one input, a list several. Raises PermissionDenied, InputUnreadableError, BadInputError."""
    _permission_check(request, agent)
    if not text.strip():
        return
    try:
        value = json_read(text.encode(errors="replace"))
    except ParseError as error:
        raise InputUnreadableError(told=str(error.detail)) from error
    for number, each in enumerate(value if isinstance(value, list) else [value], 1):
        if not isinstance(each, dict):
            raise InputUnreadableError(told=_("Give an object, or a list of objects."))
        input_read(agent, each)
        yield Asked(title=_("Pasted input %(number)d") % {"number": number}, given=each)


def subject_text(agent: Agent, asked: Asked) -> str:
    """As the ledger names what is asked about."""
    subject = subject_of(agent)
    return f"{subject.offer.label} {asked.record}" if subject and asked.record else ""


def messages_make(agent_name: str, version: PromptVersion, asked: Asked) -> tuple[Message, ...]:
    """What would be sent. Raises NessosError where the agent refuses the input."""
    agent = agent_find(agent_name)
    if agent.consult is None:
        return ()
    given = input_read(agent, asked.given)
    return Matter(agent=agent, consult=agent.consult, given=given, version=version).messages_make()


def _permission_check(request: HttpRequest, agent: Agent) -> None:
    if not request.user.has_perm(agent.permission):
        raise PermissionDenied(
            _(
                "You may not read what this agent is asked about. Ask an administrator for the permission %(code)s."
            )
            % {"code": agent.permission}
        )
