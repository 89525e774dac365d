"""An agent of these tests' own that consults a model, and its shipped prompt in a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.services import version_save
from nessos.kernel.contracts import Contract, Personal
from nessos.offers.agents import Agent, Consult, Proposed, agent_add, agents

TEXT = """# System

You sort letters.

# User

Letter of {{ name }}:

{{ letter }}
{{# notes }}
Notes: {{ notes }}
{{/ notes }}
"""


class Letter(Contract):
    name: Personal[str]
    company: str | None = None
    message: Personal[str | None] = None


class Sorted(Contract):
    kind: str
    weight: int = Field(ge=0)


def letter_sort(_given: Letter) -> Proposed:
    return Proposed(output=Sorted(kind="by rule", weight=1), confidence=0.5)


def material_make(given: Letter) -> dict[str, Any]:
    return {"name": given.name, "letter": given.message, "notes": given.company}


def answer_finish(_given: Letter, answer: Sorted) -> Proposed:
    return Proposed(output=answer, confidence=0.9)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    path = tmp_path / "sort_letter.md"
    path.write_text(TEXT)
    return path


@pytest.fixture
def sorter(shipped: Path) -> Iterator[Agent]:
    """``sort_letter``, which is asked about leads."""
    consult = Consult(
        answer=Sorted,
        prompt=shipped,
        material=material_make,
        finish=answer_finish,
        variables=("name", "letter", "notes"),
    )
    yield agent_add(
        agents,
        Agent(
            name="sort_letter",
            label="Sort a letter",
            input=Letter,
            output=Sorted,
            permission="growth.view_lead",
            offline=letter_sort,
            consult=consult,
        ),
    )
    del agents._items["sort_letter"]


@pytest.fixture
def draft(sorter: Agent, db: None) -> PromptVersion:
    return version_save(agent="sort_letter", text=TEXT)
