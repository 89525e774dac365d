"""Letters to those who set budgets: one when most of a budget is spent, one when it is used up."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.ledger.models import BudgetMonth
from nessos.ai.ledger.months import month_end, month_now
from nessos.ai.letters import letters_send

#: Shares of a hundred at which a letter goes out.
MOST, ALL = 80, 100
PERMISSION = "ai.change_budget"


def budgets_tell() -> int:
    """Write of each budget that passed a mark this month and was not told of yet; says of how many.

    A letter that cannot be sent is tried again the next time; killed in between, it is sent twice, never not at all.
    """
    spent = F("budget__limit") * MOST / 100
    passed = Q(spent__gte=spent, told__lt=MOST) | Q(told__lt=ALL) & (
        Q(spent__gte=F("budget__limit")) | Q(refusals__gt=0)
    )
    months = BudgetMonth.objects.filter(passed, month=month_now(), budget__limit__gt=0)
    return sum(_tell(month) for month in list(months.values_list("pk", flat=True)))


def mark_of(month: BudgetMonth) -> int:
    """The highest mark that it has passed: with a call refused, nothing is left that anybody could use."""
    if month.refusals or month.spent >= month.budget.limit:
        return ALL
    return MOST if 100 * month.spent >= MOST * month.budget.limit else 0


def _tell(pk: UUID) -> bool:
    """The row stays free while its letters go out: every call of a model draws on it."""
    month = BudgetMonth.objects.select_related("budget__user", "budget__group").filter(pk=pk).first()
    if month is None or (mark := mark_of(month)) <= month.told:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = _subject_write(month, mark), _body_write(month)
    letters_send(subject, body, _addresses())
    BudgetMonth.objects.filter(pk=pk, told__lt=mark).update(told=mark)
    return True


def _addresses() -> list[str]:
    found = get_user_model().objects.with_perm(PERMISSION, backend=settings.AUTHENTICATION_BACKENDS[0])
    people = found.filter(is_active=True).exclude(email="")
    return sorted(set(people.values_list("email", flat=True)))


def _subject_write(month: BudgetMonth, mark: int) -> str:
    if mark == ALL:
        told = _("Used up: the AI budget of %(budget)s")
    else:
        told = _("Most of it spent: the AI budget of %(budget)s")
    return " ".join((told % {"budget": month.budget}).split())


def _body_write(month: BudgetMonth) -> str:
    until = formats.date_format(timezone.localtime(month_end(month.month)), "SHORT_DATETIME_FORMAT")
    lines = [
        _("Limit a month: %(amount)s") % {"amount": brl_exact(month.budget.limit)},
        _("Spent: %(amount)s") % {"amount": brl_exact(month.spent)},
        _("Set aside for calls under way: %(amount)s") % {"amount": brl_exact(month.reserved)},
        _("Calls refused: %(count)d") % {"count": month.refusals},
        _("It starts anew on %(until)s.") % {"until": until},
        "",
        f"{settings.NESSOS_URL}{reverse('admin:ai_budget_change', args=[month.budget_id])}",
    ]
    return "\n".join(lines)
