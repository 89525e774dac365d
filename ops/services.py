"""Writes of this room: timers, the nightly sum, chores, reviews, stock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.kernel.errors import ConflictError
from ops.errors import NoTimerError, TimerRunningError
from ops.models import Chore, Playbook, ServiceAction, StockItem, TimeEntry
from ops.selectors import timer_running

_ONE_RUNNING = "ops_entry_one_running"
#: A timer stopped in the moment in which it was started, or under a clock set back, still took some time.
_SHORTEST = timedelta(seconds=1)


@transaction.atomic
def timer_start(
    *,
    user: User,
    contract: Any,
    service_action: ServiceAction | None = None,
    playbook: Playbook | None = None,
    note: str = "",
) -> TimeEntry:
    """Start the person's timer on this contract, a row of fin. Of two that start at once, the database lets one in."""
    entry = TimeEntry(
        user=user,
        contract=contract,
        service_action=service_action,
        playbook=playbook,
        note=note,
        started_at=clock.now(),
    )
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if _ONE_RUNNING not in str(error):
            raise
        raise _conflict_of(user) from error
    return entry


def _conflict_of(user: User) -> ConflictError:
    running = timer_running(user=user)
    if running is None:  # stopped in this very moment
        return ConflictError()
    since = formats.date_format(timezone.localtime(running.started_at), "SHORT_DATETIME_FORMAT")
    return TimerRunningError(contract=running.contract, since=since)


@transaction.atomic
def timer_stop(*, user: User) -> TimeEntry:
    """Stop the person's timer; of two that stop it at once, the second hears that none is running."""
    entry = TimeEntry.objects.select_for_update().filter(user=user, ended_at__isnull=True).first()
    if entry is None:
        raise NoTimerError
    entry.ended_at = max(clock.now(), entry.started_at + _SHORTEST)
    entry.save(update_fields=["ended_at"])
    return entry


@transaction.atomic
def metrics_setup_request(*, contract_id: UUID, number: str) -> Chore:
    """Put the contract's metrics on OPS's list; asked twice, they stand there once."""
    with translation.override(settings.LANGUAGE_CODE):  # a row has one language, whoever made the contract
        title = _("Set up the metrics of contract %(number)s") % {"number": number}
    chore, _made = Chore.objects.get_or_create(
        contract_id=contract_id, kind=Chore.Kind.SET_UP_METRICS, defaults={"title": title}
    )
    return chore


@transaction.atomic
def metrics_setup_done(*, contract_id: UUID) -> None:
    """The contract's first month is recorded: nobody needs to be asked for it any more."""
    waiting = Chore.objects.filter(
        contract_id=contract_id, kind=Chore.Kind.SET_UP_METRICS, done_at__isnull=True
    )
    for chore in waiting.select_for_update():
        chore_finish(chore=chore)


@transaction.atomic
def chore_finish(*, chore: Chore) -> Chore:
    if chore.done_at is None:
        chore.done_at = clock.now()
        chore.save(update_fields=["done_at"])
    return chore


@transaction.atomic
def playbook_review(*, playbook: Playbook) -> Playbook:
    """Somebody read it today and found it right."""
    playbook.last_reviewed_at = clock.now()
    playbook.save(update_fields=["last_reviewed_at"])
    return playbook


@transaction.atomic
def stock_level_record(*, product_id: str, level: int) -> StockItem | None:
    """What somebody counted, or sold; None: we keep no such product."""
    item = StockItem.objects.select_for_update().filter(product_id=product_id).first()
    if item is not None and item.level != level:
        item.level = level
        item.save(update_fields=["level"])
    return item
