"""An action outside of the house, performed here and now, that does what a test tells it to."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.offers.actions import Action, OutcomeUnknown, action_add, actions
from ops.workflows.errands.claiming import errands_claim
from ops.workflows.errands.performing import errand_perform
from ops.workflows.errands.settling import errand_settle

NAME = "probe.send"


class Message(Contract):
    text: str


class Sent(Contract):
    number: int


class Refused(NessosError):
    sentence = "The probe refuses."


class Probe:
    """What was sent, each with its idempotency key, and what the next ones come to: done, fail or unknown."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.next: list[str] = []

        #: A test may put something in front of it.
        self.perform_now: Callable[[Message, str], Sent] = self._send

    def perform(self, message: Message, key: str) -> Sent:
        return self.perform_now(message, key)

    def _send(self, message: Message, key: str) -> Sent:
        match self.next.pop(0) if self.next else "done":
            case "fail":
                raise Refused
            case "unknown":
                raise OutcomeUnknown(action=NAME)
        self.sent.append((message.text, key))
        return Sent(number=len(self.sent))

    def work(self) -> None:
        """What a worker's errands do in their threads."""
        for given in errands_claim(worker=uuid4(), rooms={("action", NAME): 100}, limit=100):
            errand_settle(given, errand_perform(given))


@pytest.fixture
def probe() -> Iterator[Probe]:
    probe = Probe()
    squad, name = NAME.split(".")
    offer = Action(
        squad=squad, name=name, label="Send", input=Message, output=Sent, outside=True, perform=probe.perform
    )
    action_add(actions, offer)
    try:
        yield probe
    finally:
        actions._items.pop(NAME)
