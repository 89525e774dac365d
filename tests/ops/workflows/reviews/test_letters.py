"""Who is told what, and that no letter is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.models import Approval, ApprovalLetter
from ops.workflows.reviews.letters import ATTEMPTS, letters_send
from ops.workflows.reviews.services import (
    approval_answer,
    approval_approve,
    approval_assign,
    approval_more_info,
)
from ops.workflows.services import run_cancel
from tests.conftest import UserMaker
from tests.ops.workflows.reviews.conftest import Ask


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def told() -> dict[str, str]:
    letters_send()
    found = {letter.to[0]: str(letter.subject) for letter in mail.outbox}
    assert len(found) == len(mail.outbox), "Somebody was told twice."
    mail.outbox.clear()
    return found


def test_those_who_may_decide_are_told_and_nobody_else(
    ask: Ask, ana: User, make_user: UserMaker, settings: Any
) -> None:
    settings.NESSOS_URL = "https://ness.example.com"
    make_user("rui", "fin", email="rui@example.com")
    make_user("root", is_superuser=True, email="root@example.com")
    make_user("gone", "growth", email="gone@example.com", is_active=False)
    make_user("mute", "growth")
    ask(due_in_seconds=60)
    letters_send()
    (letter,) = mail.outbox
    approval = Approval.objects.get()
    assert (letter.to, letter.subject) == (["ana@example.com"], "For you to decide: Review “We won”")
    lines = letter.body.splitlines()
    assert lines[:3] == ["Review “We won”", "", f"Workflow: {approval.run.workflow.name}"]
    assert lines[3].startswith("To be decided by ")
    assert lines[-1] == f"https://ness.example.com/app/workflows/approval/{approval.pk}/change/"
    assert not ApprovalLetter.objects.exists()


def test_who_started_the_run_is_not_asked_where_four_eyes_are(ask: Ask, ana: User, bia: User) -> None:
    ask(by=ana, four_eyes=True)
    assert told() == {"bia@example.com": "For you to decide: Review “We won”"}


def test_a_hand_over_tells_those_who_have_it_now(ask: Ask, ana: User, make_user: UserMaker) -> None:
    make_user("sol", "gov", email="sol@example.com")
    asked = ask()
    told()
    approval_assign(approval=asked.approval, user=ana, to="gov", comment="Yours, I think.")
    letters_send()
    assert "ana writes:\nYours, I think." in mail.outbox[0].body
    assert told() == {"sol@example.com": "Handed over to you: Review “We won”"}


def test_a_question_goes_to_who_started_it_and_the_answer_to_those_who_decide(
    ask: Ask, ana: User, bia: User, make_user: UserMaker
) -> None:
    rui = make_user("rui", "fin", email="rui@example.com")
    asked = ask(by=rui)
    told()
    approval_more_info(approval=asked.approval, user=ana, comment="Who said so?")
    question = "A question about: Review “We won”"
    assert told() == {"rui@example.com": question, "bia@example.com": question}
    assert (asked.approval.status, asked.step()["status"]) == ("pending", "waiting")
    approval_answer(approval=asked.approval, user=rui, comment="I did.")
    answer = "An answer about: Review “We won”"
    assert told() == {"ana@example.com": answer, "bia@example.com": answer}
    assert asked.approval.asked_at is None


def test_what_is_over_before_a_letter_is_sent_is_told_to_nobody(ask: Ask, ana: User) -> None:
    approval_approve(approval=ask().approval, user=ana)
    run_cancel(run=ask().approval.run)
    assert told() == {}
    assert not ApprovalLetter.objects.exists()


def test_a_letter_that_cannot_be_sent_is_tried_again_and_others_are_sent(
    ask: Ask, ana: User, settings: Any
) -> None:
    ask()
    settings.EMAIL_BACKEND = "tests.ops.workflows.reviews.post.ClosedPost"
    assert letters_send() == 0
    letter = ApprovalLetter.objects.get()
    assert letter.failures == 1
    assert letters_send() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clock.advance(timedelta(seconds=61))
    assert told() == {"ana@example.com": "For you to decide: Review “We won”"}


def test_a_letter_that_never_can_be_sent_is_given_up(ask: Ask, ana: User, settings: Any) -> None:
    ask()
    settings.EMAIL_BACKEND = "tests.ops.workflows.reviews.post.ClosedPost"
    for _attempt in range(ATTEMPTS):
        letters_send()
        clock.advance(timedelta(days=1))
    assert not ApprovalLetter.objects.exists()
