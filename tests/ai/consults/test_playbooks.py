"""A model picks a playbook."""

from typing import Any

import pytest

from ops.models import Playbook
from tests.ai.consults.conftest import Consulting, told
from tests.ai.model_server import ModelServer

GAP = "Não consegui restaurar o backup do servidor. Marina Prado pediu ajuda."


@pytest.fixture
def playbooks(transactional_db: None) -> dict[str, Playbook]:
    texts = {
        "Restaurar backup": "Como restaurar a cópia de um servidor.",
        "Rotina de backup": "Como agendar o backup diário do servidor.",
        "Atender chamados": "Como responder a quem liga.",
    }
    return {
        title: Playbook.objects.create(title=title, content_markdown=text) for title, text in texts.items()
    }


def picked(choice: str = "A", title: str = "Restaurar backup", **changes: Any) -> dict[str, Any]:
    return {"choice": choice, "title": title, "confidence": 0.9, "why": "Ensina a restaurar.", **changes}


def test_a_letter_becomes_the_playbook_that_it_stood_for(
    playbooks: dict[str, Playbook], consult: Consulting, model_server: ModelServer
) -> None:
    answer = consult("suggest_playbook", {"description": GAP}, picked())
    assert answer.output["playbook_id"] == str(playbooks["Restaurar backup"].pk)
    assert (answer.output["why"], answer.confidence) == ("Ensina a restaurar.", 0.9)
    assert answer.output["alternatives"][0]["title"] == "Rotina de backup"
    text = told(model_server)
    assert "Rotina de backup" in text
    assert "Marina" not in text
    assert not any(str(each.pk) in text for each in playbooks.values())


def test_another_than_the_rules_would_choose_is_less_sure(
    playbooks: dict[str, Playbook], consult: Consulting
) -> None:
    answer = consult("suggest_playbook", {"description": GAP}, picked("B", "Rotina de backup"))
    assert answer.output["playbook_id"] == str(playbooks["Rotina de backup"].pk)
    assert answer.confidence == 0.7


def test_none_is_an_answer(playbooks: dict[str, Playbook], consult: Consulting) -> None:
    answer = consult("suggest_playbook", {"description": GAP}, picked("none", "", why="Nenhum ensina isso."))
    assert answer.output["playbook_id"] is None
    assert answer.output["alternatives"][0]["title"] == "Restaurar backup"
    assert answer.confidence is not None
    assert answer.confidence < 0.5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (picked("H"), "There is no playbook H in the list."),
        (
            picked("A", "Atender chamados"),
            (
                "Playbook A is not called “Atender chamados”. Copy its title from the list, "
                "or choose the letter that you mean."
            ),
        ),
    ],
)
def test_a_letter_that_stands_for_nothing_or_something_else_is_refused(
    wrong: dict[str, Any],
    sentence: str,
    playbooks: dict[str, Playbook],
    consult: Consulting,
    model_server: ModelServer,
) -> None:
    answer = consult("suggest_playbook", {"description": GAP}, wrong, picked())
    assert sentence in told(model_server, 1)
    assert answer.output["playbook_id"] == str(playbooks["Restaurar backup"].pk)


def test_where_nothing_comes_near_none_is_all_there_is(
    transactional_db: None, consult: Consulting, model_server: ModelServer
) -> None:
    answer = consult("suggest_playbook", {"description": "xyz"}, picked(), picked("none", ""))
    assert "There is no playbook A in the list. There are none, or “none”." in told(model_server, 1)
    assert (answer.output["playbook_id"], answer.confidence) == (None, 0.0)
