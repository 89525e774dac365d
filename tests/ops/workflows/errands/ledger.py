"""An outside of the tests' own: a file in which every effect leaves a line, and actions that reach it."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.offers.actions import Action, OutcomeUnknown, action_add, actions
from nessos.offers.agents import Agent, Proposed, agent_add, agents


class Letter(Contract):
    to: str
    text: str = ""


class Sent(Contract):
    letter: str
    sent: bool = True
    weight: float = 0


class Question(Contract):
    text: str = ""


class Answer(Contract):
    text: str


class PostOffice(NessosError):
    code = "post_office"
    permanent = False
    sentence = "The post office is closed. Come back tomorrow."


Deed = Callable[[str], None]


class Ledger:
    """``deeds`` are done instead of the ordinary, one for each call: each is given the key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        self.deeds: list[Deed] = []
        self.lookings: list[Deed] = []
        self.weight = 0.0

    def effects(self) -> Counter[str]:
        """How often each key had its effect."""
        return Counter(self._path.read_text().split())

    def have_effect(self, key: str) -> None:
        """One short write at the end of the file, which no crash can halve."""
        with self._path.open("a") as lines:
            os.write(lines.fileno(), f"{key}\n".encode())

    def send(self, letter: Any, key: str) -> Sent:
        (self.deeds.pop(0) if self.deeds else self.have_effect)(key)
        return Sent(letter=key, weight=self.weight)

    def look_up(self, key: str) -> Sent | None:
        if self.lookings:
            self.lookings.pop(0)(key)
        return Sent(letter=key) if self.effects()[key] else None

    def answer(self, _question: Any) -> Proposed:
        if self.deeds:
            self.deeds.pop(0)("question")
        return Proposed(output=Answer(text="Forty-two"), confidence=0.5)

    # --- Deeds ----------------------------------------------------------------------------------------------------
    def refuse(self, _key: str) -> None:
        raise PostOffice

    def break_down(self, _key: str) -> None:
        raise RuntimeError("The line is dead.")

    def fall_silent(self, _key: str) -> None:
        raise OutcomeUnknown(action="post.send")

    def fall_silent_after(self, key: str) -> None:
        self.have_effect(key)
        raise OutcomeUnknown(action="post.send")


class Gate:
    """A deed that waits to be let through, and says that it waits."""

    def __init__(self, deed: Deed = lambda _key: None) -> None:
        self._deed = deed
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, key: str) -> None:
        self.reached.set()
        assert self.opened.wait(20)
        self._deed(key)


@contextmanager
def posting(ledger: Ledger) -> Iterator[None]:
    """``post.send`` can be looked up, ``post.drop`` cannot, and the agent ``oracle`` has no effect."""
    common: dict[str, Any] = {"squad": "post", "input": Letter, "output": Sent, "perform": ledger.send}
    action_add(actions, Action(name="send", label="Send", outside=True, look_up=ledger.look_up, **common))
    action_add(actions, Action(name="drop", label="Drop", outside=True, **common))
    oracle: dict[str, Any] = {"input": Question, "output": Answer, "permission": "growth.view_lead"}
    agent_add(agents, Agent(name="oracle", label="Oracle", offline=ledger.answer, **oracle))
    try:
        yield
    finally:
        for name in ("post.send", "post.drop"):
            del actions._items[name]
        del agents._items["oracle"]
