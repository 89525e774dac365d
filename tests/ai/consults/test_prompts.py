"""What the shipped prompts promise the model, against what code takes."""

import re

import pytest

from jur.models import RiskFinding
from nessos.ai.prompts.templates import template_parse
from nessos.offers.agents import agents
from nessos.offers.consulting import placeholders_read

CONSULTED = [agent.name for agent in agents if agent.consult]


@pytest.mark.parametrize("name", CONSULTED)
def test_a_prompt_explains_every_field_of_the_answer_and_uses_all_it_is_given(name: str) -> None:
    consult = agents[name].consult
    assert consult is not None
    text = consult.prompt.read_text(encoding="utf-8")
    template, faults = template_parse(text)
    assert (template is not None, faults) == (True, [])
    named = set(re.findall(r"`(\w+)`", text))
    assert set(consult.answer.model_fields) <= named
    assert set(placeholders_read(text)) == set(consult.variables)


def test_the_review_is_told_every_category_that_is_left_to_it() -> None:
    consult = agents["review_contract"].consult
    assert consult is not None
    named = set(re.findall(r"`(\w+)`", consult.prompt.read_text(encoding="utf-8")))
    assert set(RiskFinding.Category.values) <= named


def test_the_agents_of_the_house_consult_models() -> None:
    assert {
        "generate_post",
        "generate_proposal",
        "qualify_lead",
        "review_contract",
        "suggest_playbook",
        "summarize_contract",
    } <= set(CONSULTED)
