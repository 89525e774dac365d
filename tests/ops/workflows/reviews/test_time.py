"""Reminders, due times and escalations, on the moved clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.reviews.errors import NotYours
from ops.workflows.reviews.letters import letters_send
from ops.workflows.reviews.services import approval_approve
from tests.conftest import UserMaker
from tests.ops.workflows.engine.conftest import condition, stands
from tests.ops.workflows.reviews.conftest import DRAFT, Ask, Asked, review

HOUR = 3600


@pytest.fixture
def sol(make_user: UserMaker, emptied: None) -> User:
    return make_user("sol", "gov", email="sol@example.com")


def wait(asked: Asked, **span: float) -> dict[str, Any]:
    clock.advance(timedelta(**span))
    return asked.run


def letters_read() -> list[tuple[str, list[str]]]:
    letters_send()
    found = [(str(letter.subject), letter.to) for letter in mail.outbox]
    mail.outbox.clear()
    return found


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_a_reminder_is_sent_once(ask: Ask, ana: User) -> None:
    asked = ask(remind_in_seconds=HOUR)
    assert asked.step()["due_at"] == asked.approval.remind_at
    letters_read()
    wait(asked, minutes=61)
    assert letters_read() == [("Still waiting for you: Review “We won”", ["ana@example.com"])]
    assert (asked.step()["status"], asked.step()["due_at"]) == ("waiting", None)
    wait(asked, days=9)
    assert letters_read() == []
    approval_approve(approval=asked.approval, user=ana)
    assert asked.run["status"] == "completed"


@pytest.mark.parametrize(
    ("on_timeout", "decision", "after"),
    [
        (None, "timed_out", "skipped"),
        ("reject", "timed_out", "skipped"),
        ("approve", "approved", "completed"),
    ],
)
def test_when_nobody_decides_in_time(
    ask: Ask, ana: User, on_timeout: str | None, decision: str, after: str
) -> None:
    asked = ask(
        review(due_in_seconds=HOUR, on_timeout=on_timeout),
        condition("after"),
        condition("late", depends_on=["review"], when="timed_out"),
    )
    assert wait(asked, minutes=59)["status"] == "waiting"
    assert wait(asked, minutes=2)["status"] == "completed"
    assert asked.step()["output"] == {
        "decision": decision,
        "output": DRAFT,
        "corrected": False,
        "by": [],
        "comment": "",
    }
    late = "skipped" if decision == "approved" else "completed"
    assert stands(asked.run) == {"review": "completed", "after": after, "late": late}
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "timed_out"]


def test_it_is_escalated_once_and_then_it_is_timed_out(ask: Ask, ana: User, sol: User) -> None:
    asked = ask(due_in_seconds=HOUR, remind_in_seconds=60, on_timeout="escalate", escalate_to="gov")
    letters_read()
    wait(asked, minutes=2)
    assert letters_read() == [("Still waiting for you: Review “We won”", ["ana@example.com"])]
    wait(asked, minutes=59)
    approval = asked.approval
    assert (approval.assignee_group and approval.assignee_group.name, approval.status) == ("gov", "pending")
    assert approval.due_at == approval.escalated_at + timedelta(hours=1)  # type: ignore[operator]
    assert asked.step()["due_at"] == approval.due_at
    assert letters_read() == [("Escalated to you: Review “We won”", ["sol@example.com"])]
    with pytest.raises(NotYours):
        approval_approve(approval=approval, user=ana)
    assert wait(asked, minutes=61)["status"] == "completed"
    assert asked.step()["output"]["decision"] == "timed_out"
    assert letters_read() == []


def test_who_was_handed_it_in_time_decides(ask: Ask, ana: User, sol: User) -> None:
    asked = ask(due_in_seconds=HOUR, on_timeout="escalate", escalate_to="sol")
    wait(asked, minutes=61)
    approval_approve(approval=asked.approval, user=sol)
    assert asked.step()["output"]["by"] == ["sol"]
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "escalated", "approved"]


def test_to_whom_it_cannot_be_escalated_any_more_it_is_timed_out(ask: Ask, ana: User, sol: User) -> None:
    asked = ask(due_in_seconds=HOUR, on_timeout="escalate", escalate_to="sol")
    User.objects.filter(pk=sol.pk).update(is_active=False)
    wait(asked, minutes=61)
    assert asked.step()["output"]["decision"] == "timed_out"


def test_after_two_days_off_one_thing_happens_and_whoever_gets_it_has_the_whole_time(
    ask: Ask, ana: User, sol: User
) -> None:
    asked = ask(due_in_seconds=HOUR, remind_in_seconds=60, on_timeout="escalate", escalate_to="gov")
    letters_read()
    before = clock.now()
    wait(asked, days=2)
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "escalated"]
    assert letters_read() == [("Escalated to you: Review “We won”", ["sol@example.com"])]
    due_at = asked.approval.due_at
    assert due_at is not None
    assert due_at > before + timedelta(days=2, minutes=59)
    assert asked.run["status"] == "waiting"


def test_a_decision_taken_while_the_machine_was_off_stands_although_its_time_has_passed(
    ask: Ask, ana: User
) -> None:
    asked = ask(due_in_seconds=HOUR, on_timeout="reject")
    clock.advance(timedelta(days=2))
    approval_approve(approval=asked.approval, user=ana)
    assert asked.step()["output"]["decision"] == "approved"
