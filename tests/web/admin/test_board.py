"""The board: cards in columns, moved through the model's own save, with the way back."""

from typing import Any

import pytest

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from tests.web.admin.reading import text_of

BOARD = "/app/growth/lead/board/"
MOVE = f"{BOARD}move/"


@pytest.fixture
def lead(db: None) -> Lead:
    return Lead.objects.create(name="Ana Souza", email="ana@example.com", company="Padaria Sol")


def test_the_columns_are_the_choices_in_their_order(desk: Any, lead: Lead) -> None:
    board = desk("growth").get(BOARD).context["board"]
    assert [column.label for column in board] == ["New", "Qualified", "Proposal", "Won", "Lost"]
    assert [card.title for card in board[0].cards] == ["Ana Souza (Padaria Sol)"]


def test_a_card_moves_and_comes_back(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    moved = browser.post(
        MOVE, {"pk": lead.pk, "value": "qualified", "was": "new"}, headers={"HX-Request": "true"}
    )
    assert "“Ana Souza (Padaria Sol)” is in “Qualified” now. Undo" in text_of(moved)
    assert ModuleEvent.objects.filter(event_type="lead.qualified").count() == 1
    browser.post(MOVE, moved.context["undo"], headers={"HX-Request": "true"})
    lead.refresh_from_db()
    assert lead.status == "new"


def test_without_scripts_the_form_moves_it_too(desk: Any, lead: Lead) -> None:
    answer = desk("growth").post(MOVE, {"pk": lead.pk, "value": "won", "was": "new"}, follow=True)
    assert "“Ana Souza (Padaria Sol)” is in “Won” now." in text_of(answer)


def test_a_card_that_somebody_moved_meanwhile_stays_and_says_so(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    lead.status = Lead.Status.WON
    lead.save()
    answer = browser.post(
        MOVE, {"pk": lead.pk, "value": "lost", "was": "new"}, headers={"HX-Request": "true"}
    )
    assert "“Ana Souza (Padaria Sol)” is in “Won” meanwhile: somebody moved it." in text_of(answer)
    lead.refresh_from_db()
    assert lead.status == "won"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"pk": "nonsense", "value": "won"}, 404),
        ({"value": "won"}, 404),
        ({"pk": "{pk}", "value": "nonsense"}, 200),
    ],
)
def test_nonsense_moves_nothing(desk: Any, lead: Lead, given: dict[str, str], status: int) -> None:
    filled = {name: value.replace("{pk}", str(lead.pk)) for name, value in given.items()}
    answer = desk("growth").post(MOVE, filled, headers={"HX-Request": "true"})
    assert answer.status_code == status
    lead.refresh_from_db()
    assert lead.status == "new"


def test_only_who_may_change_a_card_moves_it(desk: Any, lead: Lead) -> None:
    browser = desk("atendimento")
    assert 'name="was"' not in browser.get(BOARD).content.decode()
    assert browser.post(MOVE, {"pk": lead.pk, "value": "won"}).status_code == 403
    assert desk("fin").get(BOARD).status_code == 403


def test_a_move_is_a_post(desk: Any, lead: Lead) -> None:
    assert desk("growth").get(MOVE, {"pk": lead.pk, "value": "won"}).status_code == 400


def test_the_board_is_searched(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    assert "Ana Souza" in text_of(browser.get(BOARD, {"q": "ana"}))
    assert "Ana Souza" not in text_of(browser.get(BOARD, {"q": "zzz"}))
