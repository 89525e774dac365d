"""What a dry run shows of an action: what it would be given, and an answer that nobody gave."""

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import validate

from nessos.kernel import clock
from nessos.kernel.contracts import Contract, Money, date, datetime
from nessos.kernel.ids import uuid7
from nessos.offers.actions import actions
from ops.workflows.claim import Claimed
from ops.workflows.errands.keys import errand_key
from ops.workflows.executing.kinds import kinds
from ops.workflows.executing.outcomes import Completed, Work
from ops.workflows.expressions import Environment
from ops.workflows.models import Errand
from ops.workflows.plan import plan_make
from ops.workflows.sampling import sample_make
from tests.ops.workflows.errands.conftest import send
from tests.ops.workflows.errands.ledger import Ledger, Sent


def rehearse(document: dict[str, Any]) -> Any:
    now, run = clock.now(), uuid7()
    claimed = Claimed(
        id=1, run_id=run, name=document["name"], status="scheduled", attempt=0, generation=0, due_at=now,
        started_at=None, input=None, version_id=uuid7(), event_id=None, run_status="running", payload={}, trace_id="",
        depth=0, run_started_at=now,
    )  # fmt: skip
    step = plan_make(uuid7(), [document]).steps[document["name"]]
    work = Work(claimed=claimed, step=step, environment=Environment(payload={"to": "rui"}), now=now)
    outcome = kinds["action"].rehearse(work)
    assert isinstance(outcome, Completed)
    return outcome.output


def test_an_action_that_cannot_rehearse_shows_an_answer_of_its_schema(db: None, ledger: Ledger) -> None:
    output = rehearse(send(params={"to": "{{ payload.to }}"}))
    assert output == {"letter": "", "sent": True, "weight": 0}
    assert (ledger.effects(), Errand.objects.count()) == ({}, 0)


def test_an_action_that_can_rehearse_tells_itself(db: None, ledger: Ledger) -> None:
    honest = replace(actions["post.send"], rehearse=lambda given: Sent(letter=f"to {given.to}"))
    actions._items["post.send"] = honest
    assert rehearse(send(params={"to": "ana"}))["letter"] == "to ana"
    assert ledger.effects() == {}


class Odd(Contract):
    number: int
    share: float
    price: Money
    on: date
    at: datetime
    names: list[str]
    inner: Sent
    maybe: str | None
    left_out: str = "as it is"


@pytest.mark.parametrize(
    "contract", [Odd, *dict.fromkeys(each.output for each in actions)], ids=lambda contract: contract.__name__
)
def test_what_is_made_up_fits_the_schema_of_every_action(contract: type[Contract]) -> None:
    schema = contract.model_json_schema(mode="serialization")
    validate(sample_make(schema), schema)


def test_a_key_is_short_and_the_same_for_the_same_attempt() -> None:
    run = uuid7()
    facts: dict[str, Any] = {"run_id": run, "step": "send", "generation": 0}
    keys = {errand_key(**facts, attempt=attempt) for attempt in (1, 1, 2)}
    assert (len(keys), {len(key) for key in keys}) == (2, {32})
