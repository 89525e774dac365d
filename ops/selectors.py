"""Reads of this room."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from nessos.accounts.models import User
from ops.models import Chore, PerformanceMetric, Playbook, StockItem, TimeEntry

#: A playbook that nobody has read for so long may be wrong.
REVIEW_AFTER = timedelta(days=180)


def timer_running(*, user: User) -> TimeEntry | None:
    return (
        TimeEntry.objects.select_related("contract__client").filter(user=user, ended_at__isnull=True).first()
    )


def chores_open() -> QuerySet[Chore]:
    return Chore.objects.filter(done_at__isnull=True).order_by("created_at")


def playbooks_unreviewed(*, now: datetime) -> QuerySet[Playbook]:
    """Not reviewed of late; one that was never reviewed counts from the day it was made."""
    limit = now - REVIEW_AFTER
    is_old = Q(last_reviewed_at__lt=limit) | Q(last_reviewed_at__isnull=True, created_at__lt=limit)
    rows: QuerySet[Playbook] = Playbook.objects.filter(is_old).order_by("last_reviewed_at", "created_at")
    return rows


def stock_find(*, product_ids: Collection[str]) -> dict[str, StockItem]:
    """By product; those that we do not keep are left out."""
    return {item.product_id: item for item in StockItem.objects.filter(product_id__in=set(product_ids))}


def contracts_without_metrics(*, today: date) -> QuerySet[Any]:
    """In force this month, and nothing recorded for it yet."""
    month = today.replace(day=1)
    return contracts_running(today=today, since=month).exclude(performance_metrics__month=month)


def contracts_running(*, today: date, since: date | None = None) -> QuerySet[Any]:
    """In force today, or on some day since then."""
    has_started = Q(start_date__isnull=True) | Q(start_date__lte=today)
    has_not_ended = Q(end_date__isnull=True) | Q(end_date__gte=since or today)
    return contracts_all().filter(has_started & has_not_ended).order_by("number")


def contracts_all() -> QuerySet[Any]:
    """They are another room's: reached through our own key to them."""
    contract: Any = PerformanceMetric._meta.get_field("contract").related_model
    rows: QuerySet[Any] = contract._default_manager.all()
    return rows
