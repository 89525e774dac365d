"""Versions never change; which is in force is told by publications, also for a moment in the past."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from nessos.ai.errors import UnknownAgentError
from nessos.ai.prompts.errors import (
    AlreadyInForceError,
    NoConsultError,
    PromptInvalidError,
    PromptMovedError,
    PromptUnchangedError,
)
from nessos.ai.prompts.loading import prompt_load
from nessos.ai.prompts.models import Prompt, PromptVersion, Publication
from nessos.ai.prompts.selectors import prompt_in_force, shipped_newer
from nessos.ai.prompts.services import version_publish, version_save
from nessos.kernel import clock
from nessos.offers.agents import Agent
from tests.ai.prompts.conftest import TEXT
from tests.conftest import UserMaker

pytestmark = pytest.mark.django_db


def text_of(word: str) -> str:
    return TEXT.replace("letters", word)


def save(word: str) -> PromptVersion:
    return version_save(agent="sort_letter", text=text_of(word))


def in_force() -> int | None:
    version = prompt_in_force("sort_letter")
    return version.number if version else None


def test_nothing_is_in_force_before_the_first_publication(draft: PromptVersion) -> None:
    assert draft.number == 1
    assert in_force() is None


def test_publishing_puts_a_version_in_force_and_publishing_an_old_one_goes_back(draft: PromptVersion) -> None:
    second = save("parcels")
    version_publish(version=draft)
    assert in_force() == 1
    version_publish(version=second)
    assert in_force() == 2
    version_publish(version=draft)
    assert in_force() == 1
    assert Publication.objects.filter(prompt=draft.prompt).count() == 3


def test_what_was_in_force_at_a_moment_stays_known(draft: PromptVersion) -> None:
    before = clock.now() - timedelta(seconds=1)
    first = version_publish(version=draft)
    second = version_publish(version=save("parcels"))
    assert prompt_in_force("sort_letter", as_of=before) is None
    assert prompt_in_force("sort_letter", as_of=first.at) == draft
    assert prompt_in_force("sort_letter", as_of=second.at) == second.version


def test_the_next_publication_wins_also_when_a_clock_went_back(draft: PromptVersion) -> None:
    ahead = clock.now() + timedelta(days=1)
    Publication.objects.create(prompt=draft.prompt, version=draft, at=ahead)
    publication = version_publish(version=save("parcels"))
    assert publication.at > ahead
    assert in_force() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ai_promptversion SET text = 'other'",
        "UPDATE ai_promptversion SET note = 'other'",
        "DELETE FROM ai_promptversion",
        "UPDATE ai_publication SET at = now()",
        "DELETE FROM ai_publication",
    ],
)
def test_the_database_refuses_to_change_what_was_written(draft: PromptVersion, statement: str) -> None:
    version_publish(version=draft)
    with (
        pytest.raises(DatabaseError, match="was refused: prompts keep what was written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_to_publish_a_version_of_another_prompt(draft: PromptVersion) -> None:
    other = Prompt.objects.create(agent="another")
    with pytest.raises(DatabaseError, match="is none of the prompt"), transaction.atomic():
        Publication.objects.create(prompt=other, version=draft)


def test_a_text_that_stands_there_already_is_no_new_version(draft: PromptVersion) -> None:
    with pytest.raises(PromptUnchangedError) as caught:
        version_save(agent="sort_letter", text=TEXT.replace("\n", "  \r\n"))
    assert str(caught.value) == (
        "This is version 1, word for word. Change something, or publish that version."
    )


def test_a_faulty_text_is_not_saved_and_the_sentence_says_where(draft: PromptVersion) -> None:
    with pytest.raises(PromptInvalidError) as caught:
        version_save(agent="sort_letter", text=TEXT.replace("{{ letter }}", "{{ leter }} {{ name"))
    assert str(caught.value) == (
        "The prompt of the agent “sort_letter” cannot be used: "
        "Line 9: This placeholder is not closed. End it with }}. "
        "Line 9: There is no variable “leter”. There are: name, letter, notes."
    )
    assert draft.prompt.versions.count() == 1


def test_an_agent_that_asks_no_model_has_no_prompt(counters: None) -> None:
    with pytest.raises(NoConsultError) as caught:
        version_save(agent="count_words", text=TEXT)
    assert str(caught.value) == "The agent “count_words” asks no model, so it needs no prompt."
    with pytest.raises(UnknownAgentError):
        version_save(agent="nobody", text=TEXT)


def test_publishing_what_is_in_force_says_so(draft: PromptVersion) -> None:
    version_publish(version=draft)
    with pytest.raises(AlreadyInForceError) as caught:
        version_publish(version=draft)
    assert str(caught.value) == "Version 1 is in force already. There is nothing to publish."


def test_whoever_publishes_over_something_that_he_did_not_see_is_told(draft: PromptVersion) -> None:
    second, third = save("parcels"), save("cards")
    version_publish(version=draft, instead_of=0)
    version_publish(version=second, instead_of=1)
    with pytest.raises(PromptMovedError) as caught:
        version_publish(version=third, instead_of=1)
    assert str(caught.value) == (
        "Somebody published version 2 meanwhile. Look at what changes now, then publish again."
    )
    assert in_force() == 2


# --- What the house ships -----------------------------------------------------------------------------------------
def test_a_shipped_prompt_is_version_1_and_in_force_and_loading_again_changes_nothing(
    sorter: Agent,
) -> None:
    version = prompt_load(sorter)
    assert version is not None
    assert (version.number, version.text, version.author, version.is_shipped) == (1, TEXT, None, True)
    assert in_force() == 1
    assert prompt_load(sorter) is None
    assert PromptVersion.objects.filter(prompt=version.prompt).count() == 1


def test_a_changed_file_comes_into_force_where_nobody_touched_the_prompt(
    sorter: Agent, shipped: Path
) -> None:
    prompt_load(sorter)
    shipped.write_text(text_of("parcels"))
    prompt_load(sorter)
    assert in_force() == 2


def test_a_changed_file_waits_where_somebody_wrote_his_own(sorter: Agent, shipped: Path) -> None:
    first = prompt_load(sorter)
    assert first is not None
    mine = save("cards")
    version_publish(version=mine)
    shipped.write_text(text_of("parcels"))
    newer = prompt_load(sorter)
    assert newer is not None
    assert newer.number == 3
    assert in_force() == 2
    assert shipped_newer(mine.prompt) == newer
    version_publish(version=newer)
    assert shipped_newer(mine.prompt) is None


def test_a_changed_file_waits_where_somebody_chose_a_version(
    sorter: Agent, shipped: Path, make_user: UserMaker
) -> None:
    first = prompt_load(sorter)
    assert first is not None
    shipped.write_text(text_of("parcels"))
    prompt_load(sorter)
    version_publish(version=first, by=make_user())
    shipped.write_text(text_of("cards"))
    prompt_load(sorter)
    assert in_force() == 1
