"""The desk's pages of approvals, and its buttons."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from growth.models import Case
from nessos.accounts.models import User
from tests.conftest import UserMaker
from tests.ops.workflows.reviews.conftest import DRAFT, Ask, Asked, review
from tests.ops.workflows.reviews.test_deciding import CASE
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

LIST = "/app/workflows/approval/"


@pytest.fixture
def desk() -> Callable[[User], Client]:
    def sign(user: User) -> Client:
        client = EnglishBrowser()
        client.force_login(user)
        return client

    return sign


Desk = Callable[[User], Client]


def page_of(asked: Asked) -> str:
    return f"{LIST}{asked.approval.pk}/change/"


def press(client: Client, asked: Asked, button: str, **data: Any) -> Any:
    """As the page does: the dialog's address out of the page, then its form."""
    page = client.get(page_of(asked))
    buttons = [item for action in page.context["actions_detail"] for item in action.get("items", [action])]
    path = next(each["path"] for each in buttons if f"/{button}/" in each["path"])
    assert client.get(path).status_code == 200
    return client.post(path, {"_form_submitted": "on", "comment": "", **data}, follow=True)


def test_the_address_of_the_seed_leads_to_what_waits(ask: Ask, ana: User, desk: Desk) -> None:
    ask()
    answer = desk(ana).get("/app/ops/workflows/pendentes", follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Review “We won”" in text_of(answer)


def test_what_is_mine_stands_first_and_what_is_others_nowhere(
    ask: Ask, ana: User, desk: Desk, make_user: UserMaker
) -> None:
    ask(title="For growth")
    ask(title="For gov", assignee_group="gov")
    text = text_of(desk(ana).get(LIST))
    assert "For growth" in text
    assert "For gov" not in text
    root = make_user("root", "gov", is_superuser=True)
    text = text_of(desk(root).get(LIST))
    assert text.index("For gov") < text.index("For growth")
    assert "Nothing waits for you." in text_of(desk(make_user("rui", "fin")).get(LIST))


def test_the_page_shows_what_is_proposed_as_people_read_it(ask: Ask, ana: User, desk: Desk) -> None:
    draft = {"title": "We won", "items": [{"amount": 10.5, "is_new": True}], "notes": None}
    asked = ask(payload={"title": "We won", "draft": draft})
    text = text_of(desk(ana).get(page_of(asked)))
    assert "Notes – Title We won Items 1 Amount 10.5 Is new yes" in text
    assert "The workflow asked." in text
    assert "Approve" in text


def test_buttons_are_there_for_those_who_may_decide_only(ask: Ask, ana: User, desk: Desk) -> None:
    asked = ask(by=ana, four_eyes=True)
    answer = desk(ana).get(page_of(asked))
    assert answer.context["actions_detail"] == []
    address = f"{LIST}{asked.approval.pk}/approval_approve/"
    assert desk(ana).post(address, {"_form_submitted": "on"}).status_code == 403
    assert asked.approval.is_open


def test_a_page_of_others_is_not_there(ask: Ask, ana: User, desk: Desk, make_user: UserMaker) -> None:
    asked = ask()
    answer = desk(make_user("rui", "fin")).get(page_of(asked))
    assert answer.status_code == 302


def test_approving_on_the_page(ask: Ask, ana: User, desk: Desk) -> None:
    asked = ask()
    told = text_of(press(desk(ana), asked, "approval_approve", comment="Fine."))
    assert "It is approved." in told
    assert asked.step()["output"]["comment"] == "Fine."
    page = desk(ana).get(page_of(asked))
    assert "ana approved. Fine." in text_of(page)
    assert page.context["actions_detail"] == []


def test_a_look_at_the_dialog_decides_nothing(ask: Ask, ana: User, desk: Desk) -> None:
    asked = ask()
    desk(ana).get(f"{LIST}{asked.approval.pk}/approval_approve/")
    assert asked.approval.is_open


def test_rejecting_on_the_page_wants_a_reason(ask: Ask, ana: User, desk: Desk) -> None:
    asked = ask()
    assert "This field is required." in text_of(press(desk(ana), asked, "approval_reject"))
    assert asked.approval.is_open
    assert "It is rejected." in text_of(press(desk(ana), asked, "approval_reject", comment="No."))
    assert asked.step()["output"]["decision"] == "rejected"


def test_correcting_on_the_page(ask: Ask, ana: User, desk: Desk) -> None:
    asked = ask()
    changed = {"value_title": "We did win", "value_body": DRAFT["body"]}
    assert "It is approved." in text_of(press(desk(ana), asked, "approval_correct", **changed))
    assert asked.step()["output"]["output"] == {**DRAFT, "title": "We did win"}
    assert "It was corrected: this is not what the workflow put forward." in text_of(
        desk(ana).get(page_of(asked))
    )


def test_a_correction_that_does_not_fit_is_told_at_its_field(ask: Ask, ana: User, desk: Desk) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output"), payload={"id": str(case.pk)})
    values = {
        f"value_{key}": value if isinstance(value, str) else "null"
        for key, value in asked.approval.proposed.items()  # type: ignore[union-attr]
    }
    answer = press(desk(ana), asked, "approval_correct", **{**values, "value_playbook": "[1"})
    assert "This is no JSON: a number, a list or an object is meant." in text_of(answer)
    answer = press(desk(ana), asked, "approval_correct", **{**values, "value_playbook": '"x"'})
    assert "“x” is not a valid UUID." in text_of(answer)
    assert asked.approval.is_open


def test_the_page_binds_its_buttons_to_what_it_showed(ask: Ask, ana: User, desk: Desk) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", title="Read it"), payload={"id": str(case.pk)})
    client = desk(ana)
    page = client.get(page_of(asked))
    path = page.context["actions_detail"][0]["path"]
    case.title = "We lost"
    case.save()
    told = text_of(client.post(path, {"_form_submitted": "on", "comment": ""}, follow=True))
    assert (
        "What “Read it” proposes, or the record behind it, has changed since it was shown to you. Load it again and "
        "decide on what it says now."
    ) in told
    assert "The record behind it has changed since the workflow asked." in told
    assert "It is approved." in text_of(press(client, asked, "approval_approve"))


def test_asking_answering_and_handing_over_on_the_page(
    ask: Ask, ana: User, desk: Desk, make_user: UserMaker
) -> None:
    rui, sol = make_user("rui", "fin"), make_user("sol", "gov")
    asked = ask(by=rui)
    assert "Your question is on its way." in text_of(press(desk(ana), asked, "approval_ask", comment="Why?"))
    assert "A question about it is open; see its history." in text_of(desk(ana).get(page_of(asked)))
    assert "Your answer is on its way." in text_of(press(desk(rui), asked, "approval_answer", comment="So."))
    assert "It is handed over to gov." in text_of(press(desk(ana), asked, "approval_hand_over", to="gov"))
    text = text_of(desk(sol).get(page_of(asked)))
    assert "ana asked: Why?" in text
    assert "rui answered: So." in text
    assert "ana handed it over to gov." in text
    assert "It is approved." in text_of(press(desk(sol), asked, "approval_approve"))


def test_the_home_page_says_what_waits_for_me(ask: Ask, ana: User, desk: Desk, make_user: UserMaker) -> None:
    asked = ask()
    home = desk(ana).get("/app/")
    assert "For you to decide 1 Review “We won”" in text_of(home)
    assert page_of(asked) in home.content.decode()
    assert "For you to decide" not in text_of(desk(make_user("rui", "fin")).get("/app/"))


def test_rows_are_corrected_cell_by_cell_and_an_emptied_one_is_left_out(
    ask: Ask, ana: User, desk: Desk
) -> None:
    lines = [{"what": "Audit", "amount": "900.00"}, {"what": "Travel", "amount": "80.00"}]
    asked = ask(payload={"title": "We won", "draft": {"lines": lines}})
    cells = {
        "value_lines.0.what": "Audit",
        "value_lines.0.amount": "800.00",
        "value_lines.2.what": "Report",
        "value_lines.2.amount": "50.00",
    }
    assert "It is approved." in text_of(press(desk(ana), asked, "approval_correct", **cells))
    corrected = [{"what": "Audit", "amount": "800.00"}, {"what": "Report", "amount": "50.00"}]
    assert asked.step()["output"]["output"] == {"lines": corrected}
