"""What the twin of every vendor stands on: faults, and each effect once."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from django.db import transaction

from nessos.integrations.sandbox.errors import KeyReused, SandboxRefused
from nessos.integrations.sandbox.faults import Mode, fault_take
from nessos.integrations.sandbox.models import SandboxEffect, plain
from nessos.kernel.contracts import Contract
from nessos.offers.actions import OutcomeUnknown

A = TypeVar("A", bound=Contract)


class Twin:
    squad: ClassVar[str]

    def perform_once(
        self, action: str, given: Contract, key: str, *, answer: type[A], effect: Callable[[], A]
    ) -> A:
        """Have the effect, and note it with its answer; the same key again gets that answer and no second effect.

        Raises SandboxRefused and OutcomeUnknown where it was told to misbehave, KeyReused for another's key.
        """
        name = f"{self.squad}.{action}"
        mode = fault_take(name)
        if mode == Mode.FAIL:
            raise SandboxRefused(action=name)
        if mode == Mode.TIMEOUT:
            raise OutcomeUnknown(action=name)
        answered = self._answer(action, given, key, effect) or self.answer_find(key, answer)
        if mode == Mode.UNKNOWN or answered is None:
            raise OutcomeUnknown(action=name)
        return answered

    def answer_find(self, key: str, answer: type[A]) -> A | None:
        """What it answered to this key; None: it never happened."""
        row = SandboxEffect.objects.filter(key=key, squad=self.squad).first()
        return None if row is None else answer.model_validate(row.output)

    @transaction.atomic
    def _answer(self, action: str, given: Contract, key: str, effect: Callable[[], A]) -> A | None:
        """None: that was done before."""
        # Another one with this key waits here until the first has committed.
        row, is_new = SandboxEffect.objects.get_or_create(
            key=key, defaults={"squad": self.squad, "action": action, "input": plain(given)}
        )
        if not row.belongs_to(self.squad, action):
            raise KeyReused(key=key, action=row.name, wanted=f"{self.squad}.{action}")
        if not is_new:
            return None
        answered = effect()
        row.output = plain(answered)
        row.save(update_fields=["output"])
        return answered
