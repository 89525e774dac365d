"""``/api/v1/approvals/``: the contract's addresses, over HTTP."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from growth.models import Case
from nessos.accounts.models import User
from nessos.accounts.services import token_create
from nessos.kernel import clock
from ops.workflows.services import run_cancel
from tests.conftest import UserMaker
from tests.ops.workflows.engine.conftest import condition, stands
from tests.ops.workflows.reviews.conftest import DRAFT, Ask, act, review
from tests.ops.workflows.reviews.test_deciding import CASE

LIST = "/api/v1/approvals/"
NOT_YOURS = "“Review “We won”” is not yours to decide. Ask those who may for a decision: growth; they can hand it over."


def client_of(user: User) -> Client:
    _token, secret = token_create(user=user)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]


def test_an_approval_is_shown_whole(ask: Ask, ana: User) -> None:
    asked, client = ask(due_in_seconds=3600, quorum=2), client_of(ana)
    approval = asked.approval
    shown = client.get(f"{LIST}{approval.pk}/").json()
    fingerprint = shown.pop("fingerprint")
    assert len(fingerprint) == 32
    (opened,) = shown.pop("history")
    assert (opened["kind"], opened["by"]) == ("opened", "")
    assert approval.due_at is not None
    assert shown.pop("due_at") == approval.due_at.isoformat().replace("+00:00", "Z")
    assert shown.pop("created_at")
    assert shown == {
        "id": str(approval.pk),
        "run": str(asked.run_id),
        "workflow": approval.run.workflow.slug,
        "step": "review",
        "title": "Review “We won”",
        "status": "pending",
        "proposed": DRAFT,
        "original": DRAFT,
        "corrected": False,
        "assignee_group": "growth",
        "assignees": [],
        "quorum": 2,
        "approvals": 0,
        "four_eyes": False,
        "on_timeout": "",
        "escalate_to": "",
        "escalated_at": None,
        "reminded_at": None,
        "asked_at": None,
        "record": None,
        "comment": "",
        "decided_at": None,
        "may_decide": True,
        "record_changed": False,
    }
    (listed,) = client.get(f"{LIST}?status=pending").json()["results"]
    assert (listed["id"], listed["fingerprint"]) == (str(approval.pk), fingerprint)


def test_approving_answers_with_the_approval_and_lets_the_run_go_on(ask: Ask, ana: User) -> None:
    asked, client = ask(), client_of(ana)
    shown = client.get(f"{LIST}{asked.approval.pk}/").json()
    output = {**DRAFT, "title": "Better"}
    answer = act(client, asked, "approve", output=output, comment="So.", fingerprint=shown["fingerprint"])
    assert (answer.status_code, answer.json()["status"], answer.json()["proposed"]) == (
        200,
        "approved",
        output,
    )
    assert asked.step()["output"] == {
        "decision": "approved",
        "output": output,
        "corrected": True,
        "by": ["ana"],
        "comment": "So.",
    }
    assert asked.run["status"] == "completed"


def test_rejecting_wants_a_comment(ask: Ask, ana: User) -> None:
    asked, client = ask(), client_of(ana)
    for body in ({}, {"comment": ""}, {"comment": " "}):
        answer = act(client, asked, "reject", **body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "comment")
    answer = act(client, asked, "reject", comment="No.")
    assert (answer.status_code, answer.json()["status"]) == (200, "rejected")
    assert stands(asked.run) == {"review": "completed", "after": "skipped"}


def test_handing_over_and_asking_back(ask: Ask, ana: User, make_user: UserMaker) -> None:
    asked, client, sol = ask(), client_of(ana), client_of(make_user("sol", "gov"))
    assert act(client, asked, "more_info", comment="Why?").json()["asked_at"] is not None
    assert act(client, asked, "answer", comment="Because.").json()["asked_at"] is None
    answer = act(client, asked, "answer", comment="Again.")
    assert problem(answer) == (
        409,
        "Nobody has asked anything about “Review “We won””, so there is nothing to answer.",
    )
    handed = act(client, asked, "assign", to="gov").json()
    assert (handed["assignee_group"], handed["assignees"], handed["may_decide"]) == ("gov", [], False)
    assert [note["kind"] for note in handed["history"]] == ["opened", "asked", "answered", "assigned"]
    assert act(client, asked, "approve").status_code == 403
    handed = act(sol, asked, "assign", to="ana").json()
    assert (handed["assignee_group"], handed["assignees"]) == (None, ["ana"])
    assert act(client, asked, "approve").status_code == 200


@pytest.mark.parametrize(
    ("fields", "to", "message"),
    [
        ({}, "moon", "There is no group and no user “moon” who may sign in. Name one that exists."),
        ({}, "gone", "There is no group and no user “gone” who may sign in. Name one that exists."),
        ({"quorum": 2}, "bia", "2 people have to approve this, so hand it over to a group."),
        ({"four_eyes": True}, "bia", "bia started this run and may not decide it. Name somebody else."),
    ],
)
def test_it_is_not_handed_over_to_who_cannot_decide_it(
    ask: Ask, ana: User, bia: User, make_user: UserMaker, fields: dict[str, Any], to: str, message: str
) -> None:
    make_user("gone", is_active=False)
    asked = ask(by=bia, **fields)
    answer = act(client_of(ana), asked, "assign", to=to)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "to", "message": message}]


# --- Who -----------------------------------------------------------------------------------------------------------
def test_everybody_sees_and_decides_those_of_his_own_groups(
    ask: Ask, ana: User, make_user: UserMaker
) -> None:
    asked = ask()
    stranger = client_of(make_user("rui", "ops"))
    assert stranger.get(LIST).json()["results"] == []
    assert stranger.get(f"{LIST}{asked.approval.pk}/").status_code == 404
    for deed, body in (
        ("approve", {}),
        ("reject", {"comment": "x"}),
        ("assign", {"to": "ops"}),
        ("more_info", {"comment": "x"}),
        ("answer", {"comment": "x"}),
    ):
        answer = act(stranger, asked, deed, **body)
        assert problem(answer) == (
            403,
            NOT_YOURS,
        )
    assert Client().get(LIST).status_code == 401


def test_who_started_the_run_sees_it_and_does_not_decide_for_others(
    ask: Ask, ana: User, make_user: UserMaker
) -> None:
    rui = make_user("rui", "ops")
    asked, client = ask(by=rui), client_of(rui)
    shown = client.get(f"{LIST}{asked.approval.pk}/").json()
    assert (shown["may_decide"], act(client, asked, "approve").status_code) == (False, 403)


def test_four_eyes_are_403_for_who_started_it(ask: Ask, ana: User) -> None:
    asked = ask(by=ana, four_eyes=True)
    assert problem(act(client_of(ana), asked, "approve")) == (
        403,
        "You started this run, and “Review “We won”” needs a second pair of eyes. Ask another of those who may decide.",
    )


@pytest.mark.parametrize("how", [{"is_superuser": True}, {}])
def test_administrators_see_and_decide_all(ask: Ask, make_user: UserMaker, how: dict[str, Any]) -> None:
    client = client_of(make_user("root", *([] if how else ["admin"]), **how))
    asked = ask()
    assert len(client.get(LIST).json()["results"]) == 1
    assert act(client, asked, "approve").status_code == 200


def test_a_session_decides_as_a_token_does(ask: Ask, ana: User) -> None:
    asked, browser = ask(), Client()
    browser.force_login(ana)
    assert act(browser, asked, "approve").status_code == 200


def test_lists_are_narrowed(ask: Ask, ana: User) -> None:
    first, second = ask(), ask()
    client = client_of(ana)
    act(client, first, "approve")

    def listed(query: str) -> list[str]:
        return [row["run"] for row in client.get(f"{LIST}?{query}").json()["results"]]

    assert listed("status=pending") == [str(second.run_id)]
    assert listed("status=approved") == [str(first.run_id)]
    assert listed(f"run={first.run_id}") == [str(first.run_id)]
    assert listed(f"workflow={second.approval.run.workflow.slug}") == [str(second.run_id)]
    assert listed("") == [str(second.run_id), str(first.run_id)]
    assert client.get(f"{LIST}?status=lost").status_code == 400


def test_a_list_costs_the_same_however_long_it_is(
    ask: Ask, ana: User, django_assert_max_num_queries: Any
) -> None:
    client = client_of(ana)
    for number in range(3):
        case = Case.objects.create(title=f"Case {number}")
        ask(CASE, review(subject="steps.read.output"), payload={"id": str(case.pk)})
    client.get(LIST)
    with django_assert_max_num_queries(9):
        assert len(client.get(LIST).json()["results"]) == 3


# --- Conflicts -----------------------------------------------------------------------------------------------------
def test_of_two_who_approve_at_once_one_does_and_the_other_is_told(ask: Ask, ana: User, bia: User) -> None:
    asked = ask()
    clients, start = [client_of(ana), client_of(bia)], threading.Barrier(2)
    answers: list[Any] = []

    def press(client: Client) -> None:
        try:
            start.wait(10)
            answers.append(act(client, asked, "approve"))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = (answer.json() for answer in answers if answer.status_code == 409)
    assert refused["detail"] == (
        "“Review “We won”” waits for nobody any more: it is approved. Load it again to see how it ended."
    )
    assert len(asked.step()["output"]["by"]) == 1


def test_what_has_changed_since_it_was_shown_is_409_and_without_a_fingerprint_it_is_decided_as_it_is(
    ask: Ask, ana: User
) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", title="Read it"), payload={"id": str(case.pk)})
    client = client_of(ana)
    shown = client.get(f"{LIST}{asked.approval.pk}/").json()
    assert (shown["record"], shown["record_changed"]) == ({"model": "growth.Case", "id": str(case.pk)}, False)
    case.title = "We lost"
    case.save()
    changed = (
        "What “Read it” proposes, or the record behind it, has changed since it was shown to you. Load it again and "
        "decide on what it says now."
    )
    answer = act(client, asked, "approve", fingerprint=shown["fingerprint"])
    assert problem(answer) == (409, changed)
    answer = act(client, asked, "reject", comment="No.", fingerprint=shown["fingerprint"])
    assert problem(answer) == (409, changed)
    assert act(client, asked, "approve", fingerprint="0" * 32).status_code == 409
    again = client.get(f"{LIST}{asked.approval.pk}/").json()
    assert (again["record_changed"], again["fingerprint"] != shown["fingerprint"]) == (True, True)
    assert act(client, asked, "approve").status_code == 200


def test_what_a_cancelled_run_asked_is_409(ask: Ask, ana: User) -> None:
    asked = ask()
    run_cancel(run=asked.approval.run)
    assert problem(act(client_of(ana), asked, "approve")) == (
        409,
        "“Review “We won”” waits for nobody any more: it is withdrawn. Load it again to see how it ended.",
    )


def test_the_same_approval_sent_again_under_its_key_is_answered_again(ask: Ask, ana: User) -> None:
    asked, client = ask(), client_of(ana)
    address = f"{LIST}{asked.approval.pk}/approve/"
    answers = [
        client.post(address, {}, content_type="application/json", headers={"Idempotency-Key": "one"})
        for _again in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "approved"]


# --- Corrections that do not fit -----------------------------------------------------------------------------------
def test_a_correction_that_does_not_fit_the_record_is_refused_by_path(ask: Ask, ana: User) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output"), payload={"id": str(case.pk)})
    proposed = client_of(ana).get(f"{LIST}{asked.approval.pk}/").json()["proposed"]
    output = {**proposed, "title": 7, "colour": "red"}
    del output["slug"]
    answer = act(client_of(ana), asked, "approve", output=output)
    assert answer.status_code == 400
    faults = {fault["path"]: fault["message"] for fault in answer.json()["errors"]}
    assert faults["output.title"] == "Give a text."
    assert faults["output.slug"] == "This is missing. Add it."
    assert faults["output.colour"].startswith("There is no field “colour”. Choose one of these: ")
    assert asked.approval.is_open


def test_a_correction_by_a_program_that_sends_no_json_value_of_sense_is_refused(ask: Ask, ana: User) -> None:
    asked, client = ask(), client_of(ana)
    address = f"{LIST}{asked.approval.pk}/approve/"
    for body in (b'{"output": "\\u0000"}', b'{"output": 1e400}', b"[]", b'{"colour": 1}'):
        assert client.post(address, body, content_type="application/json").status_code == 400
    assert asked.approval.is_open


def test_a_reminder_that_is_due_while_somebody_decides_hinders_nobody(ask: Ask, ana: User) -> None:
    asked = ask(review(remind_in_seconds=60), condition("after"))
    clock.advance(timedelta(minutes=2))
    assert act(client_of(ana), asked, "approve").status_code == 200
    assert asked.run["status"] == "completed"
