"""``suggest_playbook``: the playbook that teaches what somebody could not do, or none."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from nessos.ai.evals.sets import FIRST, SECOND, THIRD, gaps_read, playbooks_read
from nessos.ai.running import agent_run
from ops.evals import suggestions_evaluate
from ops.models import Playbook


@pytest.fixture
def library(db: None) -> dict[str, UUID]:
    """The evaluation's playbooks, by key."""
    return {
        item.key: Playbook.objects.create(title=item.title, content_markdown=item.text, tags=item.tags).pk
        for item in playbooks_read()
    }


def suggest(description: str) -> dict[str, Any]:
    return agent_run("suggest_playbook", {"description": description}).output


@pytest.mark.parametrize(
    ("description", "key"),
    [
        ("Não soube restaurar um arquivo que o usuário deletou.", "backup"),
        ("Clicou no link de uma mensagem falsa e digitou o login.", "phishing"),
        ("O cliente não paga há dois meses e ela não sabe como cobrar.", "cobranca"),
        ("Não sabe configurar a VPN do home office.", "vpn"),
    ],
)
def test_the_right_playbook_comes_first(library: dict[str, UUID], description: str, key: str) -> None:
    answer = suggest(description)
    assert answer["playbook_id"] == str(library[key])
    assert answer["confidence"] >= 0.5
    assert len(answer["alternatives"]) <= 2
    assert all(item.keys() == {"playbook_id", "title", "confidence"} for item in answer["alternatives"])
    assert answer["playbook_id"] not in {item["playbook_id"] for item in answer["alternatives"]}


def test_where_none_fits_it_says_so_and_what_came_nearest(library: dict[str, UUID]) -> None:
    answer = suggest("Não sabe tocar violão nem ler partitura.")
    assert answer["playbook_id"] is None
    assert answer["confidence"] < 0.5
    assert answer["why"]


def test_why_is_told_with_the_words_of_the_description(db: None) -> None:
    Playbook.objects.create(title="Backup diário", content_markdown="Cópias e restauração.")
    Playbook.objects.create(title="Cobrança", content_markdown="Boleto vencido.")
    with translation.override("en"):
        answer = suggest("Ela não soube fazer o backup nem a restauração.")
    assert "Backup diário" in answer["why"]
    assert "“backup”" in answer["why"]
    assert "“restauração”" in answer["why"]


def test_without_playbooks_none_fits(db: None) -> None:
    answer = suggest("Não soube fazer o backup.")
    assert (answer["playbook_id"], answer["confidence"], answer["alternatives"]) == (None, 0.0, [])


def test_a_playbook_counts_from_the_moment_it_is_saved(db: None) -> None:
    playbook = Playbook.objects.create(title="Cobrança", content_markdown="Boleto vencido.")
    assert suggest("Não sabe podar roseiras.")["playbook_id"] is None
    playbook.title, playbook.content_markdown = "Poda de roseiras", "Como podar roseiras no inverno."
    playbook.save()
    assert suggest("Não sabe podar roseiras.")["playbook_id"] == str(playbook.pk)
    playbook.delete()
    assert suggest("Não sabe podar roseiras.")["playbook_id"] is None


def test_it_is_asked_over_the_api_by_who_may_read_playbooks(
    library: dict[str, UUID], api: Callable[..., Client]
) -> None:
    def ask(client: Client) -> Any:
        body = {"input": {"description": "Esqueceu a senha e travou a conta."}}
        return client.post("/api/v1/agents/suggest_playbook/run/", body, content_type="application/json")

    answer = ask(api("growth"))
    assert answer.status_code == 200, answer.json()
    assert answer.json()["output"]["playbook_id"] == str(library["senha"])
    assert answer.json()["output"].keys() == {"playbook_id", "confidence", "alternatives", "why"}
    assert ask(api("fin")).status_code == 403


@pytest.mark.parametrize(("which", "fitting"), [(FIRST, 120), (SECOND, 100), (THIRD, 90)])
def test_the_sets_are_what_they_should_be(which: str, fitting: int) -> None:
    playbooks, gaps = playbooks_read(which), gaps_read(which)
    assert len(playbooks) >= 40
    assert len([gap for gap in gaps if gap.key]) >= fitting
    assert len([gap for gap in gaps if not gap.key]) >= 25
    assert {gap.key for gap in gaps if gap.key} == {item.key for item in playbooks}
    assert all(len(item.text) > 200 for item in playbooks)


def test_the_sets_have_no_playbook_and_no_gap_in_common() -> None:
    sets = (FIRST, SECOND, THIRD)
    texts = [item.text for which in sets for item in playbooks_read(which)]
    gaps = [gap.description for which in sets for gap in gaps_read(which)]
    assert len(set(texts)) == len(texts)
    assert len(set(gaps)) == len(gaps)


@pytest.mark.parametrize(
    ("which", "floors"),
    [
        (FIRST, {"first": 0.87, "within three": 0.93, "first and sure": 0.85, "none fits": 0.8}),
        # Few of its gaps that no playbook fits are held back, and half of these are of a house's own trades.
        (SECOND, {"first": 0.85, "within three": 0.97, "first and sure": 0.73, "none fits": 0.7}),
        # Blind: whoever wrote it knew neither rules nor lexicon. What is missed is told in no word of its playbook.
        (THIRD, {"first": 0.84, "within three": 0.87, "first and sure": 0.73, "none fits": 0.78}),
    ],
)
def test_the_house_beats_the_simplest_means_on_the_half_held_back(
    db: None, which: str, floors: dict[str, float]
) -> None:
    scores = {(item.half, item.contestant): item.figures for item in suggestions_evaluate(which)}
    house = scores["held back", "the house"]
    for contestant in ("BM25", "TF-IDF"):
        simple = scores["held back", contestant]
        assert house["first"] > simple["first"] + 0.15
        assert house["within three"] > simple["within three"] + 0.1
    assert {name: share for name, share in house.items() if share < floors[name]} == {}


def test_mistyped_words_without_accents_find_their_playbook(library: dict[str, UUID]) -> None:
    assert suggest("nao sabe restuarar o bakcup do servdor")["playbook_id"] == str(library["backup"])
    assert suggest("o cliete esta inadimplnte e nao sabe fazer a cobrnaca")["playbook_id"] == str(
        library["cobranca"]
    )


def test_the_command_tells_the_figures(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evals", "suggest_playbook")
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "suggest_playbook"
    assert told[1].split()[:3] == ["open", "the", "house"]
    assert len(told) == 1 + 2 * 9
    assert [line.split("   ")[-1] for line in told if line.startswith("  held back  the house")][1:] == [
        "second set",
        "third set, blind",
    ]
