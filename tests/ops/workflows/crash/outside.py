"""What the forked processes do besides working, and actions of theirs that linger or kill."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from growth.models import Case
from nessos.kernel.contracts import Contract
from nessos.offers.actions import Action, action_add, actions
from tests.waiting import wait_until


class Nothing(Contract):
    pass


def emit() -> None:
    from tests.ops.workflows.engine.conftest import ring

    ring()


def decide() -> None:
    """A person approves what waits for a decision."""
    from nessos.accounts.models import User
    from ops.workflows.models import Approval
    from ops.workflows.reviews.services import approval_approve

    approval_approve(approval=Approval.objects.get(), user=User.objects.get())


@contextmanager
def acting(folder: Path) -> Iterator[None]:
    """``post.linger`` and ``post.wait`` take until the file ``go`` is there; ``post.explode`` kills its worker."""

    def linger(_given: Any, key: str) -> Nothing:
        Case.objects.create(title="Lingered", slug=key)
        _wait(folder)
        return Nothing()

    def wait(_given: Any, key: str) -> Nothing:
        _wait(folder)
        with (folder / "ledger").open("a") as lines:
            os.write(lines.fileno(), f"{key}\n".encode())
        return Nothing()

    def explode(_given: Any, _key: str) -> Nothing:
        os.kill(os.getpid(), signal.SIGKILL)
        return Nothing()

    facts: dict[str, Any] = {"squad": "post", "label": "Act", "input": Nothing, "output": Nothing}
    action_add(actions, Action(name="linger", perform=linger, **facts))
    action_add(actions, Action(name="explode", perform=explode, **facts))
    action_add(actions, Action(name="wait", perform=wait, outside=True, **facts))
    try:
        yield
    finally:
        for name in ("linger", "explode", "wait"):
            del actions._items[f"post.{name}"]


def _wait(folder: Path) -> None:
    (folder / "reached").touch()
    wait_until((folder / "go").exists, seconds=60, pause=0.01)
