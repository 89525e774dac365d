"""What the house asks of WhatsApp."""

from typing import Any, Protocol

from nessos.integrations.ports import port_find
from nessos.kernel.contracts import Contract, Personal, datetime


class Line(Contract):
    #: In E.164, or a group of people: ``group:ops``.
    to: Personal[str]
    text: Personal[str]


class Letter(Contract):
    #: The action that sends it: a vendor may know a template by this name.
    purpose: str
    lines: list[Line]
    #: Now, where it is left out.
    send_at: datetime | None = None
    #: Kept with the message and told again with the answer.
    about: dict[str, Any] = {}


class Receipt(Contract):
    message_ids: list[str]
    recipients: list[Personal[str]]
    send_at: datetime
    about: dict[str, Any] = {}


class WhatsApp(Protocol):
    def send(self, letter: Letter, key: str) -> Receipt:
        """The same key again sends nothing more. Raises NessosError, and OutcomeUnknown when no answer came."""
        ...

    def look_up(self, key: str) -> Receipt | None:
        """What became of this key; None: nothing was sent."""
        ...


def whatsapp() -> WhatsApp:
    chosen: WhatsApp = port_find("whatsapp")
    return chosen
