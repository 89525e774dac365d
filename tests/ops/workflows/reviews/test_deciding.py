"""A review is decided once, by those who may, on what they were shown."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group

from growth.models import Case
from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.models import Approval
from ops.workflows.reviews.errors import (
    AlreadyApproved,
    ApprovalChanged,
    ApprovalClosed,
    FieldRefused,
    FourEyes,
    NotYours,
)
from ops.workflows.reviews.prints import fingerprint_read
from ops.workflows.reviews.services import approval_approve, approval_reject
from ops.workflows.services import run_cancel
from tests.conftest import UserMaker
from tests.ops.workflows.engine.conftest import condition, stands, workflow_make
from tests.ops.workflows.reviews.conftest import DRAFT, Ask, review

CASE = {
    "name": "read",
    "type": "db_query",
    "operation": "get",
    "model": "growth.Case",
    "filter": {"id": "{{ payload.id }}"},
}


def test_it_waits_for_people_and_goes_on_with_what_they_approved(ask: Ask, ana: User) -> None:
    asked = ask()
    step = asked.step()
    assert (asked.run["status"], step["status"], step["waiting_for"], step["due_at"]) == (
        "waiting",
        "waiting",
        "approval",
        None,
    )
    assert step["input"] == {
        "approval": str(asked.approval.pk),
        "title": "Review “We won”",
        "assignee_group": "growth",
        "assignees": [],
    }
    approval_approve(approval=asked.approval, user=ana, comment="Well done.")
    assert asked.run["status"] == "completed"
    assert asked.step()["output"] == {
        "decision": "approved",
        "output": DRAFT,
        "corrected": False,
        "by": ["ana"],
        "comment": "Well done.",
    }
    assert asked.history == [("opened", "", ""), ("approved", "ana", "Well done.")]


def test_a_correction_is_what_goes_on(ask: Ask, ana: User) -> None:
    asked = ask(review(), condition("after", "steps.review.output.output.title == 'We did win'"))
    approval_approve(approval=asked.approval, user=ana, output={**DRAFT, "title": "We did win"})
    output = asked.step()["output"]
    assert (output["corrected"], output["output"]["title"]) == (True, "We did win")
    assert asked.step("after")["output"] == {"result": True}
    assert (asked.approval.proposed, asked.approval.output) == (DRAFT, {**DRAFT, "title": "We did win"})


def test_what_is_sent_back_as_it_was_corrects_nothing(ask: Ask, ana: User) -> None:
    asked = ask()
    approval_approve(approval=asked.approval, user=ana, output=dict(DRAFT))
    assert (asked.approval.corrected, asked.approval.output) == (False, None)


def test_a_rejection_skips_the_rest_and_says_why(ask: Ask, ana: User) -> None:
    asked = ask(review(), condition("after"), condition("last"))
    approval_reject(approval=asked.approval, user=ana, comment="Not now.")
    assert stands(asked.run) == {"review": "completed", "after": "skipped", "last": "skipped"}
    assert asked.run["status"] == "completed"
    assert asked.step("after")["reason"] == (
        "The gate “review” gave rejected, and this step asks for approved."
    )
    assert asked.step()["output"] == {
        "decision": "rejected",
        "output": DRAFT,
        "corrected": False,
        "by": ["ana"],
        "comment": "Not now.",
    }


def test_a_rejection_takes_the_rejected_branch(ask: Ask, ana: User) -> None:
    asked = ask(
        review(),
        condition("publish"),
        condition("apologize", depends_on=["review"], when={"review": "rejected"}),
    )
    approval_reject(approval=asked.approval, user=ana, comment="No.")
    assert stands(asked.run) == {"review": "completed", "publish": "skipped", "apologize": "completed"}


def test_a_rejection_without_a_reason_is_refused(ask: Ask, ana: User) -> None:
    asked = ask()
    with pytest.raises(FieldRefused) as refused:
        approval_reject(approval=asked.approval, user=ana, comment="  ")
    assert refused.value.errors == [{"path": "comment", "message": "Say why you reject it."}]
    assert asked.approval.is_open


def test_what_is_decided_is_decided(ask: Ask, ana: User, bia: User) -> None:
    asked = ask()
    approval_approve(approval=asked.approval, user=ana)
    sentence = (
        "“Review “We won”” waits for nobody any more: it is approved. Load it again to see how it ended."
    )
    for decide in (approval_approve, approval_reject):
        with pytest.raises(ApprovalClosed, match=re.escape(sentence)):
            decide(approval=asked.approval, user=bia, comment="Too late.")


# --- Who -------------------------------------------------------------------------------------------------------------
def test_only_those_who_are_asked_decide(ask: Ask, ana: User, make_user: UserMaker) -> None:
    asked, stranger = ask(), make_user("rui", "fin")
    sentence = (
        "“Review “We won”” is not yours to decide. Ask those who may for a decision: growth; "
        "they can hand it over."
    )
    with pytest.raises(NotYours, match=re.escape(sentence)):
        approval_approve(approval=asked.approval, user=stranger)
    gone = make_user("gone", "growth", is_active=False)
    with pytest.raises(NotYours):
        approval_approve(approval=asked.approval, user=gone)


def test_persons_are_named_by_expressions_and_nobody_else_decides(
    ask: Ask, ana: User, bia: User, make_user: UserMaker
) -> None:
    rui = make_user("rui", "fin")
    payload = {"title": "We won", "draft": DRAFT, "who": ["rui"], "id": ana.pk}
    asked = ask(assignees=["{{ payload.who }}", "{{ payload.id }}"], payload=payload)
    assert asked.step()["input"]["assignees"] == [
        person.username for person in sorted((rui, ana), key=lambda u: u.pk)
    ]
    with pytest.raises(NotYours):
        approval_approve(approval=asked.approval, user=bia)
    approval_approve(approval=asked.approval, user=rui)
    assert asked.step()["output"]["by"] == ["rui"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (
            {"assignees": ["{{ payload.nobody }}"]},
            "There is no user “None” who could review this. Give the name of one who may sign in.",
        ),
        (
            {"assignees": ["gone"]},
            "There is no user “gone” who could review this. Give the name of one who may sign in.",
        ),
        (
            {"assignee_group": "stars"},
            "There is no group “stars” that could review this. Make it, or name another.",
        ),
        (
            {"due_in_seconds": 5, "on_timeout": "escalate", "escalate_to": "moon"},
            "There is no group and no user “moon” to escalate to. Name one that exists.",
        ),
    ],
)
def test_a_review_that_nobody_could_decide_fails_with_a_sentence(
    ask: Ask, make_user: UserMaker, emptied: None, fields: dict[str, Any], error: str
) -> None:
    for name in ("gone", "moon"):
        make_user(name)
    stars = Group.objects.create(name="stars")

    def vanish() -> None:
        """What the workflow names was there when it was saved, and is gone when it runs."""
        User.objects.update(is_active=False)
        stars.delete()

    asked = ask(meanwhile=vanish, **fields)
    assert (asked.run["status"], asked.step()["error"]) == ("failed", error)
    assert not Approval.objects.exists()


def test_who_started_the_run_does_not_decide_it_where_four_eyes_are_asked_for(
    ask: Ask, ana: User, bia: User, make_user: UserMaker
) -> None:
    root = make_user("root", is_superuser=True)
    asked = ask(by=root, four_eyes=True)
    sentence = (
        "You started this run, and “Review “We won”” needs a second pair of eyes. "
        "Ask another of those who may decide."
    )
    with pytest.raises(FourEyes, match=re.escape(sentence)):
        approval_approve(approval=asked.approval, user=root)
    approval_approve(approval=asked.approval, user=bia)
    assert asked.step()["output"]["by"] == ["bia"]


def test_without_four_eyes_who_started_it_may_decide(ask: Ask, ana: User) -> None:
    asked = ask(by=ana)
    approval_approve(approval=asked.approval, user=ana)
    assert asked.run["status"] == "completed"


# --- Quorum ----------------------------------------------------------------------------------------------------------
def test_as_many_different_persons_as_are_needed_approve(ask: Ask, ana: User, bia: User) -> None:
    asked = ask(quorum=2)
    approval_approve(approval=asked.approval, user=ana, comment="Good.")
    assert asked.step()["status"] == "waiting"
    sentence = (
        "You have approved “Review “We won”” already; 1 more approvals are needed. Ask the others for theirs."
    )
    with pytest.raises(AlreadyApproved, match=re.escape(sentence)):
        approval_approve(approval=asked.approval, user=ana)
    approval_approve(approval=asked.approval, user=bia, comment="Fine.")
    assert (asked.step()["output"]["by"], asked.step()["output"]["comment"]) == (
        ["ana", "bia"],
        "Good.\nFine.",
    )


def test_one_rejection_outweighs_every_approval(ask: Ask, ana: User, bia: User) -> None:
    asked = ask(quorum=2)
    approval_approve(approval=asked.approval, user=ana)
    approval_reject(approval=asked.approval, user=bia, comment="No.")
    assert (asked.step()["output"]["decision"], asked.step()["output"]["by"]) == ("rejected", ["bia"])


def test_a_correction_asks_anew_those_who_approved_something_else(ask: Ask, ana: User, bia: User) -> None:
    asked = ask(quorum=2)
    approval_approve(approval=asked.approval, user=ana)
    approval_approve(approval=asked.approval, user=bia, output={**DRAFT, "title": "We did win"})
    assert (asked.approval.is_open, asked.approval.candidate["title"]) == (True, "We did win")
    approval_approve(approval=asked.approval, user=ana)
    output = asked.step()["output"]
    assert (output["output"]["title"], output["corrected"], output["by"]) == (
        "We did win",
        True,
        ["bia", "ana"],
    )


# --- What was shown ---------------------------------------------------------------------------------------------------
CHANGED = (
    "What “Review of “review”” proposes, or the record behind it, has changed since it was shown to you. Load it "
    "again and decide on what it says now."
)


@pytest.mark.parametrize("decide", [approval_approve, approval_reject])
def test_what_has_changed_since_it_was_shown_is_not_decided(ask: Ask, ana: User, decide: Any) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", title=""), payload={"id": str(case.pk)})
    assert (asked.approval.record_model, asked.approval.record_id) == ("growth.Case", str(case.pk))
    shown = fingerprint_read(asked.approval)
    assert shown == asked.approval.fingerprint
    case.title = "We lost"
    case.save()
    with pytest.raises(ApprovalChanged, match=re.escape(CHANGED)):
        decide(approval=asked.approval, user=ana, comment="Yes", fingerprint=shown)
    decide(approval=asked.approval, user=ana, comment="Yes", fingerprint=fingerprint_read(asked.approval))
    assert asked.run["status"] == "completed"


def test_a_record_that_is_gone_has_changed_too(ask: Ask, ana: User) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", title=""), payload={"id": str(case.pk)})
    shown = fingerprint_read(asked.approval)
    case.delete()
    with pytest.raises(ApprovalChanged, match=re.escape(CHANGED)):
        approval_approve(approval=asked.approval, user=ana, fingerprint=shown)


def test_a_correction_by_another_is_a_change_too(ask: Ask, ana: User, bia: User) -> None:
    asked = ask(quorum=2)
    shown = fingerprint_read(asked.approval)
    approval_approve(approval=asked.approval, user=bia, output={**DRAFT, "title": "Else"}, fingerprint=shown)
    with pytest.raises(ApprovalChanged):
        approval_approve(approval=asked.approval, user=ana, fingerprint=shown)


def test_voices_for_the_record_as_it_was_do_not_count_for_what_it_is_now(
    ask: Ask, ana: User, bia: User
) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", quorum=2), payload={"id": str(case.pk)})
    approval_approve(approval=asked.approval, user=ana)
    case.title = "We lost"
    case.save()
    approval_approve(approval=asked.approval, user=bia)
    assert asked.approval.is_open
    approval_approve(approval=asked.approval, user=ana)
    assert asked.step()["output"]["by"] == ["bia", "ana"]


def test_the_record_behind_a_text_is_the_one_that_triggered_the_run(engine: Any, ana: User) -> None:
    workflow_make(review(subject="payload.title"), event="growth.case.saved")
    case = Case.objects.create(title="We won")
    engine.drain()
    approval = Approval.objects.get()
    assert (approval.record_model, approval.record_id, approval.proposed) == (
        "growth.Case",
        str(case.pk),
        "We won",
    )


def test_a_record_leaves_the_review_with_the_types_it_came_with(ask: Ask, ana: User) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(
        CASE,
        review(subject="steps.read.output"),
        condition("old", "steps.review.output.output.created_at < now()"),
        payload={"id": str(case.pk)},
    )
    assert asked.approval.proposed == asked.step("read")["output"]
    approval_approve(approval=asked.approval, user=ana)
    assert asked.step("old")["output"] == {"result": True}


# --- The end of a run ------------------------------------------------------------------------------------------------
def test_a_cancelled_run_asks_nobody_any_more(ask: Ask, ana: User) -> None:
    asked = ask()
    run_cancel(run=asked.approval.run)
    assert (asked.approval.status, asked.approval.decided_at) == ("withdrawn", None)
    assert asked.history == [("opened", "", ""), ("withdrawn", "", "")]
    sentence = (
        "“Review “We won”” waits for nobody any more: it is withdrawn. Load it again to see how it ended."
    )
    with pytest.raises(ApprovalClosed, match=re.escape(sentence)):
        approval_approve(approval=asked.approval, user=ana)


def test_a_failed_run_withdraws_what_it_asked_and_leaves_others_alone(ask: Ask, ana: User) -> None:
    other = ask()
    asked = ask(
        review(),
        condition("wait", delay_seconds=1, depends_on=[], expression="payload.title + 1 > 0"),
    )
    clock.advance(timedelta(seconds=2))
    assert (asked.run["status"], asked.approval.status) == ("failed", "withdrawn")
    assert other.approval.status == "pending"


# --- Skipped ----------------------------------------------------------------------------------------------------------
def test_a_review_that_its_own_condition_skips_puts_out_its_subject(ask: Ask, emptied: None) -> None:
    asked = ask(
        review(condition="False"),
        condition("after", "steps.review.output.output.title == 'We won'"),
        condition("named", depends_on=["review"]),
    )
    step = asked.step()
    assert (step["status"], step["output"]) == ("skipped", {"decision": "skipped", "output": DRAFT})
    assert step["reason"] == "Its condition was false: False"
    assert stands(asked.run) == {"review": "skipped", "after": "completed", "named": "skipped"}
    assert asked.step("after")["output"] == {"result": True}
    assert not Approval.objects.exists()


def test_without_a_subject_the_output_of_the_step_before_is_under_review(ask: Ask, ana: User) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(
        CASE,
        {**condition("maybe"), "condition": "False"},
        {key: value for key, value in review().items() if key != "subject"},
        payload={"id": str(case.pk), "title": "x"},
    )
    proposed = asked.approval.proposed
    assert proposed is not None
    assert proposed["title"] == "We won"
