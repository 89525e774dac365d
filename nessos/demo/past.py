"""Time in the demo: everything happened some days ago, by the business clock, in working hours."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from nessos.kernel import clock
from nessos.kernel.context import Context, trace_make, working_for

#: One seed: the demo is the same story on every machine, only its dates follow the calendar.
chance = Random(1822)


def present() -> datetime:
    """Today's now, also inside ``back``: all of the story is dated from where it is told."""
    return timezone.localtime(clock.real_now() + clock.offset())


def day(days_ago: int) -> date:
    return present().date() - timedelta(days=days_ago)


def month(months_ago: int) -> date:
    """The first day of a month."""
    first = present().date().replace(day=1)
    for _step in range(months_ago):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def moment(days_ago: float) -> datetime:
    """A moment of that day between eight and six; never later than now."""
    today = present()
    at = time(chance.randint(8, 17), chance.randint(0, 59), chance.randint(0, 59))
    made = datetime.combine(today.date() - timedelta(days=int(days_ago)), at, today.tzinfo)
    return min(made, today - timedelta(minutes=chance.randint(5, 40)))


@contextmanager
def back(days_ago: float) -> Iterator[datetime]:
    """Inside the block it is that day, for rows and events alike; each block is a piece of work of its own."""
    then = moment(days_ago)
    with clock.at(then), working_for(Context(trace_id=trace_make())):
        yield then
