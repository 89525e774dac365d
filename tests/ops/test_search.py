"""Playbooks are found by what they say, in whatever form the words stand."""

import json
from typing import Any

import pytest

from nessos.ai.knowledge.analysing import stems_of
from ops.models import Playbook
from ops.search import playbooks_search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library() -> None:
    for title, text, tags in (
        (
            "Backup diário",
            "# Cópias\n\nOs servidores são copiados **toda noite**. Teste a restauração.",
            ["infra"],
        ),
        (
            "Resposta a incidentes",
            "Isole a máquina invadida. Depois avise o cliente sobre a invasão.",
            ["segurança"],
        ),
        ("Faturas", "Conciliação de notas e cobranças no fim do mês.", []),
    ):
        Playbook.objects.create(title=title, content_markdown=text, tags=tags)


def titles(query: str) -> list[str]:
    return [hit.title for hit in playbooks_search(query=query)]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("backup", "Backup diário"),
        ("BACKUPS DIARIOS", "Backup diário"),
        ("servidor", "Backup diário"),
        ("restaurações", "Backup diário"),
        ("incidente", "Resposta a incidentes"),
        ("invasões", "Resposta a incidentes"),
        ("seguranca", "Resposta a incidentes"),
        ("como cobrar uma nota?", "Faturas"),
    ],
)
def test_accents_case_and_number_do_not_matter(query: str, title: str) -> None:
    assert titles(query)[0] == title


@pytest.mark.parametrize(
    "words", ["ação ações acao ACOES", "servidor servidores", "animal animais", "item itens"]
)
def test_forms_of_a_word_are_one(words: str) -> None:
    assert len(set(stems_of(words))) == 1


def test_what_stands_nowhere_is_not_found() -> None:
    assert titles("astronomia") == []
    assert titles("de a o para") == []


def test_a_title_weighs_more_than_a_text() -> None:
    Playbook.objects.create(
        title="Outra coisa", content_markdown="Aqui se fala de faturas uma vez, entre outras coisas."
    )
    assert titles("faturas") == ["Faturas", "Outra coisa"]


def test_a_changed_playbook_is_found_by_its_new_words() -> None:
    assert titles("telescópio") == []
    playbook = Playbook.objects.get(title="Faturas")
    playbook.content_markdown = "Limpe o telescópio."
    playbook.save()
    assert titles("telescópio") == ["Faturas"]
    playbook.delete()
    assert titles("telescópio") == []


def test_the_excerpt_stands_around_the_first_hit_without_marks() -> None:
    Playbook.objects.create(
        title="Longo",
        content_markdown=f"{'palavra ' * 60}**quasar** no [céu](https://example.com). {'fim ' * 90}",
    )
    [hit] = playbooks_search(query="quasares")
    assert hit.excerpt.startswith("…palavra ")
    assert "quasar no céu." in hit.excerpt
    assert hit.excerpt.endswith("…")
    assert len(hit.excerpt) <= 242


def search(api: Any, body: dict[str, Any], group: str = "ops") -> Any:
    return api(group).post("/api/v1/playbooks/search/", json.dumps(body), content_type="application/json")


def test_the_api_answers_the_best_first(api: Any) -> None:
    answer = search(api, {"query": "máquina invadida do servidor", "limit": 2}, "employee")
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [list(row) for row in results] == [["playbook", "title", "score", "excerpt"]] * 2
    assert results[0]["title"] == "Resposta a incidentes"
    assert 1 >= results[0]["score"] >= results[1]["score"] > 0


def test_a_limit_is_kept_and_a_wrong_question_refused(api: Any) -> None:
    client = api("ops")
    for body, status in (
        ({"query": "servidor cliente notas", "limit": 1}, 200),
        ({"query": ""}, 400),
        ({}, 400),
        ({"query": "x", "limit": 0}, 400),
        ({"query": "x", "limit": "5"}, 400),
        ({"query": "x", "other": 1}, 400),
    ):
        answer = client.post("/api/v1/playbooks/search/", json.dumps(body), content_type="application/json")
        assert answer.status_code == status, answer.json()
        assert status != 200 or len(answer.json()["results"]) == 1


def test_who_may_not_read_playbooks_may_not_search_them(api: Any) -> None:
    assert search(api, {"query": "x"}, "fin").status_code == 403
