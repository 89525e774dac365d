"""What people correct in an agent's answer is kept, once, with their decision, and nothing else is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from growth.models import Lead
from nessos.accounts.models import User
from nessos.ai.models import Feedback
from nessos.kernel import clock
from ops.workflows.errands.running import Errands
from ops.workflows.models import Approval, Errand
from ops.workflows.reviews.errors import ApprovalClosed
from ops.workflows.reviews.services import approval_approve
from tests.ops.workflows.engine.conftest import Document, condition
from tests.ops.workflows.errands.conftest import worker_make
from tests.ops.workflows.reviews.conftest import Ask, Asked, act, review
from tests.ops.workflows.reviews.test_api import client_of
from tests.ops.workflows.reviews.test_corrections import QUALIFY

MESSAGE = "Sou Rui Lima, de Niterói. Preciso de suporte; liguem para (21) 99876-5432."


@pytest.fixture
def errands(emptied: None) -> Iterator[Errands]:
    found = Errands(worker_make().id)
    yield found
    found.leave()


@pytest.fixture
def start(ask: Ask, errands: Errands, ana: User) -> Any:
    """A lead that an agent has judged, and people are asked about."""

    def start(*steps: Document) -> Asked:
        lead = Lead.objects.create(name="Rui Lima", email="rui@example.com", message=MESSAGE)
        payload = {"id": str(lead.pk), "name": lead.name, "message": lead.message}
        plain = {key: value for key, value in review().items() if key not in {"subject", "title"}}
        agent = {**QUALIFY, "context_keys": ["payload.name", "payload.message"]}
        found = ask(agent, *(steps or (plain,)), payload=payload)
        while errands.drain() + found.engine.drain():
            pass
        return found

    return start


def corrected_of(row: Feedback) -> dict[str, Any]:
    assert isinstance(row.corrected, dict)
    return row.corrected


def edited(asked: Asked, **changes: Any) -> dict[str, Any]:
    proposed = asked.approval.proposed
    assert isinstance(proposed, dict)
    return {**proposed, **changes}


def test_an_edited_approval_writes_exactly_one_row(start: Any, ana: User) -> None:
    asked = start()
    before = asked.approval.proposed
    assert act(client_of(ana), asked, "approve", output=edited(asked, score=77)).status_code == 200
    row = Feedback.objects.get()
    assert (row.agent, row.kind, row.status) == ("qualify_lead", "edited", "open")
    assert (row.original, row.corrected) == (before, {**before, "score": 77})
    assert row.diff == [{"path": "/score", "old": before["score"], "new": 77}]
    assert (row.model, row.prompt_version, row.step, row.decided_by) == ("offline", None, "qualify", ana)
    assert (row.run, row.review) == (asked.approval.run_id, asked.approval.pk)
    assert len(row.input_hash) == 64
    assert asked.run["status"] == "completed"
    assert Feedback.objects.count() == 1


def test_what_was_asked_is_kept_with_nobody_in_it(start: Any, ana: User) -> None:
    asked = start()
    act(client_of(ana), asked, "approve", output=edited(asked, reasons=["Ligar para Rui Lima hoje."]))
    cleaned = Feedback.objects.get().cleaned
    assert cleaned["input"] == {
        "name": "[pessoa 1]",
        "message": "Sou [pessoa 1], de Niterói. Preciso de suporte; liguem para [telefone 1].",
    }
    assert cleaned["expected"]["reasons"] == ["Ligar para [pessoa 1] hoje."]
    assert cleaned["told"] == {"person": 1, "phone": 1}


@pytest.mark.parametrize("times", ["none", "as it was", "other order and white space"])
def test_an_unedited_approval_writes_none(start: Any, ana: User, times: str) -> None:
    asked = start()
    proposed = asked.approval.proposed
    assert isinstance(proposed, dict)
    segment = f"{proposed['segment']} \n"
    body: dict[str, Any] = {
        "none": {},
        "as it was": {"output": proposed},
        "other order and white space": {
            "output": {key: proposed[key] for key in reversed(proposed)} | {"segment": segment}
        },
    }[times]
    assert act(client_of(ana), asked, "approve", **body).status_code == 200
    assert asked.run["status"] == "completed"
    assert not Feedback.objects.exists()


def test_a_rejection_is_kept_as_one_with_what_was_said(start: Any, ana: User) -> None:
    asked = start()
    assert act(client_of(ana), asked, "reject", comment="Nobody knows them.").status_code == 200
    row = Feedback.objects.get()
    assert (row.kind, row.corrected, row.diff, row.comment) == ("rejected", None, [], "Nobody knows them.")


def test_a_decision_that_is_rolled_back_leaves_nothing(start: Any, ana: User) -> None:
    asked = start()
    output = edited(asked, score=1)
    act(client_of(ana), asked, "approve")
    with pytest.raises(ApprovalClosed):
        approval_approve(approval=asked.approval, user=ana, output=output)
    assert not Feedback.objects.exists()


def test_of_two_who_correct_it_together_one_row_is_written(start: Any, ana: User, bia: User) -> None:
    plain = {key: value for key, value in review(quorum=2).items() if key not in {"subject", "title"}}
    asked = start(plain)
    output = edited(asked, score=33)
    assert act(client_of(ana), asked, "approve", output=output).status_code == 200
    assert not Feedback.objects.exists()
    assert act(client_of(bia), asked, "approve").status_code == 200
    row = Feedback.objects.get()
    assert (row.decided_by, row.corrected) == (bia, output)


def test_a_part_under_review_is_kept_in_its_whole(start: Any, ana: User) -> None:
    asked = start(review(title="", subject="steps.qualify.output.score"))
    before = asked.approval.proposed
    assert act(client_of(ana), asked, "approve", output=51).status_code == 200
    row = Feedback.objects.get()
    assert row.diff == [{"path": "/score", "old": before, "new": 51}]
    assert (row.original["score"], corrected_of(row)["score"]) == (before, 51)
    assert corrected_of(row)["reasons"] == row.original["reasons"]


def test_a_second_review_is_followed_through_the_first(start: Any, ana: User) -> None:
    first = review("first", title="", subject="steps.qualify.output")
    asked = start(first, review(title="", subject="steps.first.output.output"))
    assert act(client_of(ana), asked, "approve").status_code == 200
    asked.engine.drain()
    second = Asked(asked.engine, asked.run_id)
    approval = Approval.objects.get(step="review")
    output = {**approval.proposed, "score": 12}  # type: ignore[dict-item]
    approval_approve(approval=approval, user=ana, output=output)
    assert second.run["status"] == "completed"
    row = Feedback.objects.get()
    assert (row.step, corrected_of(row)["score"], row.review) == ("qualify", 12, approval.pk)


def test_what_lies_between_and_was_skipped_is_looked_past(start: Any, ana: User) -> None:
    skipped = {**condition("between"), "condition": "payload.id == ''"}
    plain = {key: value for key, value in review().items() if key not in {"subject", "title"}}
    asked = start(skipped, plain)
    assert act(client_of(ana), asked, "approve", output=edited(asked, score=9)).status_code == 200
    assert corrected_of(Feedback.objects.get())["score"] == 9


def test_a_review_of_something_else_writes_none(ask: Ask, ana: User) -> None:
    asked = ask()
    assert act(client_of(ana), asked, "approve", output={"title": "Other"}).status_code == 200
    assert asked.run["status"] == "completed"
    assert not Feedback.objects.exists()


def test_a_correction_that_time_approves_is_decided_by_nobody(start: Any, ana: User, bia: User) -> None:
    fields: dict[str, Any] = {"quorum": 2, "due_in_seconds": 60, "on_timeout": "approve"}
    plain = {key: value for key, value in review(**fields).items() if key not in {"subject", "title"}}
    asked = start(plain)
    act(client_of(ana), asked, "approve", output=edited(asked, score=33))
    clock.advance(timedelta(minutes=2))
    assert asked.run["status"] == "completed"
    row = Feedback.objects.get()
    assert (row.decided_by, corrected_of(row)["score"]) == (None, 33)


def test_what_cannot_be_noted_keeps_nobody_from_deciding(
    start: Any, ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    """What the agent answered is not as it was, such as after a change of the program."""
    asked = start(review(title="", subject="steps.qualify.output.score"))
    Errand.objects.update(output="lost")
    assert act(client_of(ana), asked, "approve", output=51).status_code == 200
    assert asked.run["status"] == "completed"
    assert not Feedback.objects.exists()
    assert "a decision could not be noted as feedback" in caplog.messages
