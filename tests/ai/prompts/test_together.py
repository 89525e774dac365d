"""Several people, or several starting processes, at the same moment."""

import pytest

from nessos.ai.prompts.errors import PromptMovedError
from nessos.ai.prompts.loading import prompt_load
from nessos.ai.prompts.models import PromptVersion, Publication
from nessos.ai.prompts.services import version_publish, version_save
from nessos.offers.agents import Agent
from tests.ai.ledger.test_parallel import at_once
from tests.ai.prompts.conftest import TEXT

pytestmark = pytest.mark.usefixtures("emptied")

MANY = 6


def text_of(place: int) -> str:
    return TEXT.replace("letters", f"letters of kind {place}")


def test_saved_at_once_they_are_numbered_one_after_the_other(sorter: Agent) -> None:
    at_once(MANY, lambda place: version_save(agent="sort_letter", text=text_of(place)))
    numbers = PromptVersion.objects.filter(prompt__agent="sort_letter").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, MANY + 1))


def test_loaded_at_once_it_stands_there_once(sorter: Agent) -> None:
    at_once(MANY, lambda _place: prompt_load(sorter))
    assert Publication.objects.filter(prompt__agent="sort_letter").count() == 1
    assert PromptVersion.objects.filter(prompt__agent="sort_letter").count() == 1


def test_of_those_who_saw_the_same_only_one_publishes(sorter: Agent) -> None:
    versions = [version_save(agent="sort_letter", text=text_of(place)) for place in range(MANY)]

    def publish(place: int) -> bool:
        try:
            version_publish(version=versions[place], instead_of=0)
        except PromptMovedError:
            return False
        return True

    assert sum(at_once(MANY, publish)) == 1  # type: ignore[arg-type]
    assert Publication.objects.filter(prompt__agent="sort_letter").count() == 1
