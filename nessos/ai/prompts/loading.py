"""The prompts that the house ships, in files: loaded once, and renewed for as long as nobody touched them."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nessos.ai.prompts.errors import PromptInvalidError
from nessos.ai.prompts.models import Prompt, PromptVersion
from nessos.ai.prompts.selectors import version_newest_shipped
from nessos.ai.prompts.services import version_publish, version_save
from nessos.ai.prompts.templates import text_normalise
from nessos.offers.agents import Agent, agents

logger = logging.getLogger(__name__)


def prompts_load() -> list[PromptVersion]:
    """Load what is new; answers the versions made. One that is wrong is told in the log, and the others are loaded."""
    made: list[PromptVersion] = []
    with translation.override(settings.LANGUAGE_CODE):
        for agent in agents:
            try:
                version = prompt_load(agent)
            except (OSError, UnicodeDecodeError, PromptInvalidError):
                logger.exception("The shipped prompt of %s was not loaded.", agent.name)
            else:
                made += [version] if version else []
    return made


@transaction.atomic
def prompt_load(agent: Agent) -> PromptVersion | None:
    """A new version where the file says something new, published where only the house ever wrote or published.

    None: it is loaded already, or the agent asks no model.
    """
    if agent.consult is None:
        return None
    text = text_normalise(agent.consult.prompt.read_text(encoding="utf-8"))
    prompt, _is_new = Prompt.objects.get_or_create(agent=agent.name)
    Prompt.objects.select_for_update(no_key=True).get(pk=prompt.pk)
    newest = version_newest_shipped(prompt)
    if newest is not None and newest.text == text:
        return None
    untouched = not is_touched(prompt)
    version = version_save(agent=agent.name, text=text, note=_("Comes with the house."), is_shipped=True)
    if untouched:
        version_publish(version=version)
    return version


def is_touched(prompt: Prompt) -> bool:
    """Somebody wrote a version of his own, or chose one."""
    return (
        prompt.versions.filter(is_shipped=False).exists()
        or prompt.publications.filter(by__isnull=False).exists()
    )
