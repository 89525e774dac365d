"""Mail servers as they are at times."""

from collections.abc import Sequence
from threading import Thread
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from nessos.ai.ledger.models import BudgetMonth


class RefusingBackend(EmailBackend):
    """Takes no letter for ``broken@example.com``."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any("broken@example.com" in message.to for message in messages):
            raise OSError("550 no such mailbox")
        return super().send_messages(messages)


class NeighbourlyBackend(EmailBackend):
    """Before it takes a letter, somebody else draws on all budgets: ``found`` says what became of that."""

    found: list[Any] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        thread = Thread(target=self._draw)
        thread.start()
        thread.join()
        return super().send_messages(messages)

    def _draw(self) -> None:
        try:
            with transaction.atomic():
                self.found.append(len(BudgetMonth.objects.select_for_update(nowait=True)))
        except Exception as error:  # noqa: BLE001 - told to the test
            self.found.append(error)
        finally:
            connection.close()
