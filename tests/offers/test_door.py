"""What is wrong with an offer stops the start with a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nessos.kernel.contracts import Contract
from nessos.kernel.registry import RegistrationError, Registry
from nessos.offers.actions import Action, ActionRegistry, action_add
from nessos.offers.agents import Agent, Consult, Proposed, agent_add
from nessos.offers.records import record_offer


class Asked(Contract):
    phone: str
    name: str = ""


class Answered(Contract):
    sent: bool


def perform(given: Asked, key: str) -> Answered:
    return Answered(sent=bool(given.phone and key))


def show(row: Any) -> dict[str, Any]:
    return {"name": row.name}


def action(**changes: Any) -> Action:
    given: dict[str, Any] = {
        "squad": "whatsapp",
        "name": "greet",
        "label": "Greet",
        "input": Asked,
        "output": Answered,
        "perform": perform,
    }
    return Action(**{**given, **changes})


def agent(**changes: Any) -> Agent:
    given: dict[str, Any] = {
        "name": "guess",
        "label": "Guess",
        "input": Asked,
        "output": Answered,
        "permission": "growth.view_lead",
    }
    return Agent(**{**given, **changes})


def refusal(register: Callable[[], object]) -> str:
    with pytest.raises(RegistrationError) as error:
        register()
    return str(error.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"name": ""},
            "An action has no squad or no name: tests.offers.test_door.perform. Give it both.",
        ),
        (
            {"name": "Greet"},
            "The action 'whatsapp.Greet' has a name of the wrong form. Call it like 'check_stock', in lower case.",
        ),
        ({"label": ""}, "The action 'whatsapp.greet' has no label. Give it one, marked for translation."),
        (
            {"input": dict},
            "The action 'whatsapp.greet' has <class 'dict'> as its input. Derive that from Contract.",
        ),
        ({"output": None}, "The action 'whatsapp.greet' has None as its output. Derive that from Contract."),
        (
            {"aliases": {"customer_phone": "fone"}},
            "The action 'whatsapp.greet' has aliases of fone, which its input lacks. Correct them.",
        ),
        (
            {"rehearse": "greet"},
            "The action 'whatsapp.greet' cannot be asked: 'greet'. Give a function.",
        ),
        (
            {"look_up": lambda _key: None},
            (
                "The action 'whatsapp.greet' can be looked up, but its effect is ours. "
                "Set outside=True, or leave look_up out."
            ),
        ),
    ],
)
def test_a_wrong_action_is_refused(wrong: dict[str, Any], sentence: str) -> None:
    assert refusal(lambda: action_add(ActionRegistry("action"), action(**wrong))) == sentence


def test_an_action_twice_is_refused() -> None:
    registry = ActionRegistry("action")
    action_add(registry, action())
    assert refusal(lambda: action_add(registry, action())) == (
        "The action 'whatsapp.greet' is registered twice: by tests.offers.test_door.perform and "
        "tests.offers.test_door.perform. Rename one."
    )


def test_actions_are_found_by_squad() -> None:
    registry = ActionRegistry("action")
    for squad, name in [("whatsapp", "wave"), ("whatsapp", "greet"), ("inventory", "count")]:
        action_add(registry, action(squad=squad, name=name))
    assert registry.squads() == ["inventory", "whatsapp"]
    assert registry.names_of("whatsapp") == ["greet", "wave"]
    assert registry.find("inventory", "greet") is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "An agent has no name: Guess. Give it one."),
        (
            {"name": "the agent"},
            "The agent 'the agent' has a name of the wrong form. Call it like 'check_stock', in lower case.",
        ),
        ({"output": str}, "The agent 'guess' has <class 'str'> as its output. Derive that from Contract."),
        (
            {"permission": "leads"},
            (
                "The agent 'guess' asks for 'leads', which is no permission. Name one, like 'growth.view_lead': "
                "who may read what it is asked about."
            ),
        ),
        (
            {"offline": "by heart"},
            "The agent 'guess' cannot answer offline: 'by heart' cannot be called. Give a function, or None.",
        ),
        (
            {"context": ("name", "fone")},
            "The agent 'guess' takes fone from the context, which its input lacks. Correct them.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_agent_is_refused(wrong: dict[str, Any], sentence: str) -> None:
    assert refusal(lambda: agent_add(Registry("agent"), agent(**wrong))) == sentence


def consult(prompt: Path, **changes: Any) -> Consult:
    given: dict[str, Any] = {
        "answer": Answered,
        "prompt": prompt,
        "material": lambda given: {"phone": given.phone},
        "finish": lambda _given, answer: Proposed(output=answer, confidence=1.0),
        "variables": ("phone",),
    }
    return Consult(**{**given, **changes})


@pytest.mark.parametrize(
    ("text", "wrong", "sentence"),
    [
        ("# System\n# User\n", {"answer": dict}, "lets a model answer with <class 'dict'>. Derive that from Contract."),
        (
            "# System\n# User\n",
            {"finish": None},
            "consults a model with a material or a finish that cannot be called. Give functions.",
        ),
        (
            "# System\n# User\n",
            {"variables": ("Phone",)},
            "declares Phone as variables. Call them like 'case_notes', in lower case.",
        ),
        (
            "# System\n# User\n",
            {"max_output_tokens": 0},
            "lets a model answer with no token at all. Allow at least one.",
        ),
        ("# System\n", {}, "ships the prompt guess.md, which lacks the heading '# User', or has it twice."),
        (
            "# System\n# User\n{{# name }}{{ name }}{{/ name }} {{ phone }}",
            {},
            "ships the prompt guess.md, which uses name: its consult does not declare that. There are: phone.",
        ),
    ],
)  # fmt: skip
def test_a_consult_that_could_not_be_asked_is_refused(
    text: str, wrong: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    prompt = tmp_path / "guess.md"
    prompt.write_text(text, encoding="utf-8")
    found = refusal(lambda: agent_add(Registry("agent"), agent(consult=consult(prompt, **wrong))))
    assert found == f"The agent 'guess' {sentence}"


def test_a_prompt_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    found = refusal(lambda: agent_add(Registry("agent"), agent(consult=consult(tmp_path / "guess.md"))))
    assert found.startswith("The agent 'guess' ships a prompt that cannot be read: [Errno 2] No such file")


def test_a_whole_consult_is_let_in(tmp_path: Path) -> None:
    prompt = tmp_path / "guess.md"
    prompt.write_text("# System\nGuess.\n# User\n{{ phone }}\n", encoding="utf-8")
    assert agent_add(Registry("agent"), agent(consult=consult(prompt))).offline_last


def test_an_agent_twice_is_refused() -> None:
    registry: Registry[Agent] = Registry("agent")
    agent_add(registry, agent())
    assert refusal(lambda: agent_add(registry, agent())) == (
        "The agent 'guess' is registered twice: by tests.offers.test_door.guess and tests.offers.test_door.guess. "
        "Rename one."
    )


@pytest.mark.parametrize(
    ("label", "given", "sentence"),
    [
        ("auth.Nobody", {"reads": ["name"]}, "The record 'auth.Nobody' is no model. Name one, like 'growth.Lead'."),
        ("nobody", {"reads": ["name"]}, "The record 'nobody' is no model. Name one, like 'growth.Lead'."),
        ("auth.group", {"reads": ["name"]}, "The record 'auth.group' is spelled 'auth.Group'. Write it so."),
        ("auth.Group", {"reads": []}, "The record 'auth.Group' reads nothing. Name its fields in reads."),
        (
            "auth.Group",
            {"reads": ["nome"]},
            "The record 'auth.Group' reads 'nome', which the model lacks. Correct it, or say its type in computed.",
        ),
        ("auth.Group", {"reads": ["user"]}, "The record 'auth.Group' reads 'user', which is another's. Leave it out."),
        (
            "auth.Group",
            {"reads": ["id"], "writes": ["name"]},
            "The record 'auth.Group' writes 'name', which it does not read. Name it in reads too.",
        ),
        (
            "auth.Group",
            {"reads": ["permissions"], "writes": ["permissions"]},
            "The record 'auth.Group' writes 'permissions', which cannot be written. Leave it out.",
        ),
        (
            "auth.Group",
            {"reads": ["size"], "writes": ["size"], "computed": {"size": int}},
            "The record 'auth.Group' writes 'size', which is no column. Name the services that write it.",
        ),
        (
            "auth.Group",
            {"reads": ["name"], "show": "name"},
            "The record 'auth.Group' cannot be shown: 'name'. Give a function.",
        ),
        (
            "growth.Lead",
            {"reads": ["name"]},
            (
                "The record 'growth.Lead' is registered twice: by nessos.web.api.showing.shown_by.<locals>.record_show "
                "and tests.offers.test_door.show. Rename one."
            ),
        ),
    ],
)  # fmt: skip
def test_a_wrong_record_is_refused(label: str, given: dict[str, Any], sentence: str) -> None:
    assert refusal(lambda: record_offer(label, **{"show": show, **given})) == sentence


def test_what_is_left_out_comes_from_the_context_by_name_and_alias() -> None:
    greet = action(aliases={"customer_phone": "phone", "lead_data.phone": "phone", "lead_data.name": "name"})
    assert greet.input_fill({"phone": "1"}, {"phone": "2", "name": "Ana"}) == {"phone": "1", "name": "Ana"}
    assert greet.input_fill(
        {}, {"phone": None, "customer_phone": "3", "lead_data": {"phone": "4", "name": "Bea"}}
    ) == {
        "phone": "3",
        "name": "Bea",
    }
    assert greet.input_fill({}, {"lead_data": {"phone": "4"}, "other": 1}) == {"phone": "4"}
    assert greet.input_fill({}, {"lead_data": "Ana"}) == {}
    assert greet.needed == ("phone",)


def test_an_agent_takes_from_the_context_only_what_it_says() -> None:
    context = {"phone": "1", "name": "Ana"}
    assert agent().input_fill({}, context) == context
    assert agent(context=("name",)).input_fill({}, context) == {"name": "Ana"}
    assert agent(context=()).input_fill({"phone": "2"}, context) == {"phone": "2"}
