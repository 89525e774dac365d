"""Setting aside and giving back: all that a call can cost is taken out of every budget concerned before it is made.

Opening calls share a lock, and whoever begins a budget's month holds it alone: so the month's first figures hold every
call that began before the budget was there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import (
    DecimalField,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.ai.ledger.months import month_begin, month_end, month_now
from nessos.kernel.ids import uuid7

_LOCK = "ai.budgets"
_ZERO = Decimal(0)
Kind = Budget.Kind
#: What may still be settled: it counts its reservation, whole.
UNSETTLED = (AgentCall.Outcome.ASKING, AgentCall.Outcome.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Payer:
    """On whose account a call is made, and in which month."""

    agent: str
    user_id: int | None
    purse: str
    month: date


class MonthsMissing(Exception):
    """These budgets have no row for the month yet: begin it, outside of this transaction, and try again."""

    def __init__(self, budgets: list[UUID]) -> None:
        super().__init__(budgets)
        self.budgets = budgets


class Refused(Exception):
    """A budget had not enough left. It is told once the transaction, with all it set aside, is rolled back."""

    def __init__(self, month: UUID, amount: Decimal) -> None:
        super().__init__(month)
        self.month, self.amount = month, amount


def months_reserve(payer: Payer, amount: Decimal) -> list[UUID]:
    """Set this aside in every budget concerned: in the transaction in force, in the order of the months' ids.

    Raises MonthsMissing and Refused: the transaction is to be rolled back then.
    """
    budgets_lock(shared=True)
    concerned = _budgets_concerned(payer)
    if missing := [budget for budget, month in concerned if month is None]:
        raise MonthsMissing(missing)
    months = sorted(month for _budget, month in concerned if month is not None)
    for month in months:
        if not _month_take(month, amount):
            raise Refused(month, amount)
    return months


def months_settle(months: Iterable[UUID], *, reserved: Decimal, spent: Decimal) -> None:
    """Change both figures of each by so much, in the same order as they were taken from."""
    for month in sorted(months):
        BudgetMonth.objects.filter(pk=month).update(
            reserved=F("reserved") + reserved, spent=F("spent") + spent
        )


def months_begin(budgets: Iterable[UUID], month: date) -> None:
    """Make the rows of this month, each with what its calls have cost so far and with what is set aside for them."""
    with transaction.atomic():
        budgets_lock(shared=False)
        for budget in Budget.objects.filter(pk__in=list(budgets)).order_by("pk"):
            if not budget.months.filter(month=month).exists():
                _month_begin(budget, month)


def budget_write(budget: Budget) -> None:
    """Save it, and count at once what this month has used of it."""
    with transaction.atomic():
        budget.save()
        months_begin([budget.pk], month_now())


def refusal_note(refused: Refused) -> BudgetSpentError:
    """Count it, and say what there is to say."""
    BudgetMonth.objects.filter(pk=refused.month).update(refusals=F("refusals") + 1)
    month = BudgetMonth.objects.select_related("budget__user", "budget__group").get(pk=refused.month)
    return BudgetSpentError(
        budget=str(month.budget),
        limit=month.budget.limit,
        used=month.spent + month.reserved,
        asked=refused.amount,
        until=month_end(month.month),
    )


def calls_of(budget: Budget, month: date) -> QuerySet[AgentCall]:
    """The calls that this budget pays for, as budgets and groups are now."""
    calls = AgentCall.objects.order_by().filter(
        created_at__gte=month_begin(month), created_at__lt=month_end(month)
    )
    match budget.kind:
        case Kind.USER:
            return calls.filter(user=budget.user_id)
        case Kind.GROUP:
            return calls.filter(user__groups=budget.group_id)
        case Kind.AGENT:
            return calls.filter(agent=budget.agent)
        case Kind.PURSE:
            return calls.filter(purse=budget.purse)
    return calls.exclude(purse__in=Budget.objects.filter(kind=Kind.PURSE).values("purse"))


def budgets_lock(*, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [_LOCK])


def _budgets_concerned(payer: Payer) -> list[tuple[UUID, UUID | None]]:
    """Each budget with its row of the month. A purse that has a budget pays in place of the house."""
    wanted = Q(kind=Kind.HOUSE) | Q(kind=Kind.AGENT, agent=payer.agent)
    if payer.user_id is not None:
        groups = Group.objects.filter(user=payer.user_id).values("pk")
        wanted |= Q(kind=Kind.USER, user=payer.user_id) | Q(kind=Kind.GROUP, group__in=groups)
    if payer.purse:
        wanted |= Q(kind=Kind.PURSE, purse=payer.purse)
    this = FilteredRelation("months", condition=Q(months__month=payer.month))
    rows = list(
        Budget.objects.filter(wanted).alias(this=this).order_by().values_list("pk", "kind", "this__pk")
    )
    has_purse = any(kind == Kind.PURSE for _budget, kind, _month in rows)
    return [(budget, month) for budget, kind, month in rows if not (has_purse and kind == Kind.HOUSE)]


def _month_take(month: UUID, amount: Decimal) -> bool:
    """One conditional update of one row: of two at once, the second looks at what the first one left.

    The limit is read in a subquery and not by a join: of a join, only the figures of before would be looked at again.
    """
    limit = Subquery(Budget.objects.filter(pk=OuterRef("budget_id")).values("limit"))
    rows = BudgetMonth.objects.filter(pk=month, spent__lte=limit - F("reserved") - amount)
    return bool(rows.update(reserved=F("reserved") + amount))


def _month_begin(budget: Budget, month: date) -> None:
    made = BudgetMonth(id=uuid7(), budget=budget, month=month)
    calls = calls_of(budget, month)
    ids = list(calls.filter(outcome__in=UNSETTLED).values_list("pk", flat=True))
    # Locks them: from here on none of them is settled without this month.
    unsettled = AgentCall.objects.filter(pk__in=ids, outcome__in=UNSETTLED)
    unsettled.update(budget_months=Func(F("budget_months"), Value(made.pk), function="array_append"))
    joined = AgentCall.objects.filter(pk__in=ids, outcome=AgentCall.Outcome.ASKING)
    made.reserved = _sum(joined, "reserved")
    made.spent = _sum(calls, "cost")
    made.save(force_insert=True)


def _sum(calls: QuerySet[AgentCall], field: str) -> Decimal:
    total = Coalesce(Sum(field), _ZERO, output_field=DecimalField(max_digits=20, decimal_places=6))
    found: Decimal = calls.aggregate(total=total)["total"]
    return found
