"""Reviews of runs that are retried: what was withdrawn is asked again, what was decided is not asked twice."""

from datetime import timedelta

from growth.models import Case
from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.models import Approval, Run
from ops.workflows.rehearsing import run_rehearse
from ops.workflows.repeating import run_retry
from ops.workflows.reviews.services import approval_approve
from tests.ops.workflows.engine.conftest import Document, condition, stands, step_of
from tests.ops.workflows.reviews.conftest import DRAFT, Ask, Asked, review
from tests.ops.workflows.reviews.test_deciding import CASE

#: Fails a minute later as long as no case bears the name, beside what waits for people.
FALL: Document = {
    "name": "fall",
    "type": "db_query",
    "operation": "update",
    "model": "growth.Case",
    "filter": {"title": "Needed"},
    "values": {"summary": "x"},
    "depends_on": [],
    "delay_seconds": 60,
}


def retry(asked: Asked, from_step: str | None = None) -> None:
    Case.objects.get_or_create(title="Needed")
    run_retry(run=Run.objects.get(pk=asked.run_id), from_step=from_step)
    clock.advance(timedelta(minutes=2))
    asked.engine.drain()


def fail(asked: Asked) -> None:
    clock.advance(timedelta(minutes=2))
    assert asked.run["status"] == "failed"


def test_what_was_withdrawn_is_asked_again(ask: Ask, ana: User) -> None:
    asked = ask(review(due_in_seconds=3600), condition("after"), FALL)
    first = asked.approval.pk
    fail(asked)
    assert asked.approval.status == "withdrawn"
    retry(asked)
    approval = asked.approval
    assert (approval.pk, approval.status, approval.reminded_at) == (first, "pending", None)
    assert approval.due_at is not None
    assert approval.due_at > clock.now() + timedelta(minutes=55)
    approval_approve(approval=approval, user=ana)
    assert stands(asked.run) == {"review": "completed", "after": "completed", "fall": "completed"}
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "withdrawn", "reopened", "approved"]


def test_voices_given_before_still_count_for_the_same_thing(ask: Ask, ana: User, bia: User) -> None:
    asked = ask(review(quorum=2), FALL)
    approval_approve(approval=asked.approval, user=ana)
    fail(asked)
    retry(asked)
    approval_approve(approval=asked.approval, user=bia)
    assert asked.step()["output"]["by"] == ["ana", "bia"]


def test_a_decision_that_no_step_took_up_before_the_run_failed_stands(ask: Ask, ana: User) -> None:
    asked = ask(review(), FALL)
    clock.advance(timedelta(minutes=2))
    asked.engine._size = 1  # so that what fails is done, and recorded, before the review is looked at
    approval_approve(approval=asked.approval, user=ana)
    assert stands(asked.run) == {"review": "cancelled", "fall": "failed"}
    retry(asked)
    assert asked.run["status"] == "completed"
    assert [kind for kind, _by, _comment in asked.history] == ["opened", "approved"]


def test_a_finished_review_that_is_repeated_asks_anew(ask: Ask, ana: User) -> None:
    asked = ask()
    approval_approve(approval=asked.approval, user=ana)
    assert asked.run["status"] == "completed"
    retry(asked, from_step="review")
    assert asked.run["status"] == "waiting"
    assert sorted(Approval.objects.values_list("status", "generation")) == [("approved", 0), ("pending", 1)]
    newest = Approval.objects.get(status="pending")
    approval_approve(approval=newest, user=ana)
    assert asked.run["status"] == "completed"


def test_a_repeated_review_of_something_else_forgets_the_voices_for_what_it_was(
    ask: Ask, ana: User, bia: User
) -> None:
    case = Case.objects.create(title="We won")
    asked = ask(CASE, review(subject="steps.read.output", quorum=2), FALL, payload={"id": str(case.pk)})
    approval_approve(approval=asked.approval, user=ana)
    fail(asked)
    case.title = "We lost"
    case.save()
    retry(asked, from_step="read")
    assert asked.approval.proposed is not None
    assert asked.approval.proposed["title"] == "We lost"
    approval_approve(approval=asked.approval, user=bia)
    assert asked.approval.is_open
    approval_approve(approval=asked.approval, user=ana)
    assert asked.step()["output"]["by"] == ["bia", "ana"]


def test_a_dry_run_passes_through_as_if_approved_and_asks_nobody(ask: Ask, ana: User) -> None:
    asked = ask(by=ana)
    workflow = asked.approval.run.workflow
    shown = run_rehearse(workflow=workflow, payload={"title": "We won", "draft": DRAFT})
    assert stands(shown) == {"review": "completed", "after": "completed"}
    assert step_of(shown, "review")["output"] == {
        "decision": "approved",
        "output": DRAFT,
        "corrected": False,
        "by": [],
        "comment": "",
    }
    assert Approval.objects.count() == 1
