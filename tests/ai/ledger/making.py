"""Models with round prices, budgets, and calls of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from nessos.accounts.models import User
from nessos.ai.answers import Usage
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.ai.ledger.services import call_open, call_settle
from nessos.ai.models import Provider, ServedModel
from nessos.kernel.contracts import Contract

#: At the prices below: one real and 50 centavos.
EXPECTED = Usage(input_tokens=1_000_000, output_tokens=100_000)
#: Of which this is used in the end: 30 centavos.
USED = Usage(input_tokens=200_000, output_tokens=20_000)
TOOK = timedelta(milliseconds=1_200)


class Question(Contract):
    text: str = "quanto custa"


def make_model(name: str = "gpt-large", *, input_price: str = "1", output_price: str = "5") -> ServedModel:
    """One real for a million tokens that it reads, five for a million that it writes."""
    provider, _made = Provider.objects.get_or_create(
        name="Vendor", defaults={"base_url": "https://models.example.com/v1"}
    )
    return ServedModel.objects.create(
        provider=provider, name=name, input_price=Decimal(input_price), output_price=Decimal(output_price)
    )


def make_budget(limit: str, **whom: Any) -> Budget:
    """``make_budget("10", agent="x")``; without anything it is the house's."""
    kind = next(iter(whom), "house")
    return Budget.objects.create(kind=kind, limit=Decimal(limit), **whom)


def open_call(model: ServedModel | None, **given: Any) -> AgentCall:
    fields: dict[str, Any] = {
        "agent": "count_words",
        "prompt_version": 3,
        "given": Question(),
        "subject": "growth.Lead 1",
        "key": None,
        "expected": EXPECTED,
    }
    return call_open(model=model, **{**fields, **given})


def settle_call(
    call: AgentCall, *, usage: Usage | None = USED, outcome: str = "answered", **how: Any
) -> None:
    call_settle(call, outcome=AgentCall.Outcome(outcome), usage=usage, duration=TOOK, **how)


def figures_of(budget: Budget) -> tuple[str, str]:
    """What this budget's only month has spent, and what is set aside."""
    month = BudgetMonth.objects.get(budget=budget)
    return str(month.spent), str(month.reserved)


def join(user: User, *groups: str) -> list[Group]:
    made = [Group.objects.get_or_create(name=name)[0] for name in groups]
    user.groups.add(*made)
    return made
