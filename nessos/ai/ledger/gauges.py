"""What ``/metrics`` says of the ledger: read at each scrape, out of what is open, recent or of this month."""

from datetime import timedelta

from django.db.models import Count

from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.selectors import budgets_read
from nessos.kernel import clock
from nessos.kernel.metrics import gauge_register

_LATELY = timedelta(minutes=5)

Readings = list[tuple[tuple[str, ...], float]]


def gauges_register() -> None:
    gauge_register("nessos_ai_calls_asking", "Calls of models that have not ended.", _asking_read)
    gauge_register(
        "nessos_ai_calls_last_5_minutes",
        "Calls of agents begun in the last five minutes, by outcome.",
        _lately_read,
        labels=("outcome",),
    )
    gauge_register(
        "nessos_ai_budget_limit_brl", "What a budget allows a month.", _limits_read, labels=("budget",)
    )
    gauge_register(
        "nessos_ai_budget_used_brl",
        "What is spent and set aside of it this month.",
        _used_read,
        labels=("budget",),
    )


def _asking_read() -> float:
    return float(AgentCall.objects.filter(outcome=AgentCall.Outcome.ASKING).count())


def _lately_read() -> Readings:
    recent = AgentCall.objects.filter(created_at__gte=clock.now() - _LATELY).order_by()
    counted = dict(recent.values_list("outcome").annotate(n=Count("pk")))
    return [((outcome,), float(counted.get(outcome, 0))) for outcome in AgentCall.Outcome.values]


def _limits_read() -> Readings:
    return [((use.budget.code,), float(use.budget.limit)) for use in budgets_read()]


def _used_read() -> Readings:
    return [((use.budget.code,), float(use.spent + use.reserved)) for use in budgets_read()]
