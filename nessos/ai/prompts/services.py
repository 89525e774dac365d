"""Writes of prompts: a text is saved as a new version, and a version is put in force. Nothing is ever changed."""

from datetime import timedelta

from django.db import transaction

from nessos.accounts.models import User
from nessos.ai.errors import UnknownAgentError
from nessos.ai.prompts.checking import errors_of, prompt_check
from nessos.ai.prompts.errors import (
    AlreadyInForceError,
    NoConsultError,
    PromptInvalidError,
    PromptMovedError,
    PromptUnchangedError,
)
from nessos.ai.prompts.models import Prompt, PromptVersion, Publication
from nessos.ai.prompts.selectors import publication_newest
from nessos.ai.prompts.templates import text_normalise
from nessos.kernel import clock
from nessos.offers.agents import Consult, agents

_INSTANT = timedelta(microseconds=1)


def consult_find(agent: str) -> Consult:
    """Raises UnknownAgentError, NoConsultError."""
    found = agents.get(agent)
    if found is None:
        raise UnknownAgentError(agent=agent[:63], known=", ".join(agents.names()))
    if found.consult is None:
        raise NoConsultError(agent=agent)
    return found.consult


@transaction.atomic
def version_save(
    *, agent: str, text: str, note: str = "", by: User | None = None, is_shipped: bool = False
) -> PromptVersion:
    """A new draft. Raises PromptInvalidError, and PromptUnchangedError for a text that stands there already."""
    text = text_normalise(text)
    _errors_refuse(agent, text)
    prompt = _lock(agent)
    versions = prompt.versions.order_by("-number")
    same = None if is_shipped else versions.filter(text=text).first()
    if same is not None:
        raise PromptUnchangedError(number=same.number)
    newest = versions.first()
    return PromptVersion.objects.create(
        prompt=prompt,
        number=newest.number + 1 if newest else 1,
        text=text,
        note=note.strip(),
        author=by,
        is_shipped=is_shipped,
    )


@transaction.atomic
def version_publish(
    *, version: PromptVersion, by: User | None = None, instead_of: int | None = None
) -> Publication:
    """In force from now on, in every process. An old one published again is a rollback.

    ``instead_of``: the number that whoever publishes saw in force, 0 for none; another one by now is refused. Raises
    AlreadyInForceError, PromptMovedError, PromptInvalidError where the agent's variables changed since it was saved.
    """
    agent = version.prompt.agent
    _errors_refuse(agent, version.text)
    prompt = _lock(agent)
    newest = publication_newest(prompt)
    present = newest.version.number if newest else 0
    if instead_of is not None and present not in (instead_of, version.number):
        raise PromptMovedError(number=present)
    if present == version.number:
        raise AlreadyInForceError(number=version.number)
    now = clock.now()
    at = max(now, newest.at + _INSTANT) if newest else now
    return Publication.objects.create(prompt=prompt, version=version, at=at, by=by)


def _lock(agent: str) -> Prompt:
    """The prompt's row stands for all that belongs to it: numbers and publications come one after the other."""
    prompt, _is_new = Prompt.objects.get_or_create(agent=agent)
    return Prompt.objects.select_for_update(no_key=True).get(pk=prompt.pk)


def _errors_refuse(agent: str, text: str) -> None:
    if errors := errors_of(prompt_check(text, consult_find(agent).variables)):
        raise PromptInvalidError(agent=agent, faults=errors)
