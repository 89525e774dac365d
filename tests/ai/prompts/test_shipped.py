"""What the house ships: every prompt can be used, and the agents' records are found."""

import pytest

from growth.models import Lead
from nessos.ai.prompts.checking import prompt_check
from nessos.ai.prompts.loading import prompts_load
from nessos.ai.prompts.models import Prompt
from nessos.ai.prompts.selectors import prompt_in_force
from nessos.ai.prompts.subjects import subject_of
from nessos.offers.agents import agents

CONSULTED = [agent.name for agent in agents if agent.consult is not None]
#: What each agent is asked about; those that are asked about no record have none.
SUBJECTS = {
    "qualify_lead": "growth.Lead",
    "generate_post": "growth.Case",
    "generate_proposal": "growth.Lead",
    "suggest_playbook": "people.TrainingGap",
    "summarize_contract": "fin.Contract",
    "review_contract": "jur.LegalDocument",
}


@pytest.mark.parametrize("name", CONSULTED)
def test_a_shipped_prompt_uses_every_variable_and_none_else(name: str) -> None:
    consult = agents[name].consult
    assert consult is not None
    assert [str(fault) for fault in prompt_check(consult.prompt.read_text(), consult.variables)] == []


@pytest.mark.django_db
def test_every_shipped_prompt_is_loaded_once() -> None:
    for name in CONSULTED:
        version = prompt_in_force(name)
        assert version is not None, name
        assert (version.number, version.is_shipped) == (1, True)
    before = Prompt.objects.count()
    assert prompts_load() == []
    assert Prompt.objects.count() == before


@pytest.mark.parametrize(("name", "label"), SUBJECTS.items())
def test_the_record_that_an_agent_is_asked_about_is_known(name: str, label: str) -> None:
    subject = subject_of(agents[name])
    assert subject is not None
    assert subject.offer.label == label


@pytest.mark.django_db
def test_a_record_fills_the_input_that_the_agent_asks_for() -> None:
    lead = Lead.objects.create(name="Ana Prado", email="ana@example.com", company="Padaria Sol")
    subject, other = subject_of(agents["qualify_lead"]), subject_of(agents["generate_proposal"])
    assert subject is not None
    assert other is not None
    assert subject.fill(lead)["company"] == "Padaria Sol"
    assert agents["qualify_lead"].input.model_validate(subject.fill(lead)).model_fields_set >= {
        "name",
        "company",
    }
    assert other.fill(lead) == {"lead_id": str(lead.pk)}
