"""A worker's errands: one thread claims, keeps, watches and settles; the others only perform."""

from select import select
from typing import Any
from uuid import UUID

import psycopg
from django.utils.translation import gettext as _

from nessos.kernel.crashpoints import crashpoint
from ops.workflows.errands.claiming import Given, errands_claim, leases_renew, look_ups_claim
from ops.workflows.errands.hands import Hands, Held
from ops.workflows.errands.judging import look_up_failure_judge, overdue_judge
from ops.workflows.errands.losing import Watch
from ops.workflows.errands.pauses import RENEW, WATCH, steady
from ops.workflows.errands.performers import performers
from ops.workflows.errands.performing import errand_look_up, errand_perform
from ops.workflows.errands.rooms import SLOTS, names_known, rooms_find
from ops.workflows.errands.verdicts import Again, Verdict
from ops.workflows.errands.writing import verdicts_write

Listening = psycopg.Connection[Any]
#: However deaf it is, it looks so often.
FALLBACK = 1.0
#: How long it waits at its end for what is under way: less than the process has to end in order.
LAST = 1.5


class Errands:
    """Of one worker, which its heartbeat names. What came back stays in its hands until it is written down."""

    def __init__(self, worker: UUID, *, patience: float = WATCH) -> None:
        self._worker = worker
        self._hands = Hands()
        self._held: dict[tuple[int, int], Held] = {}
        self._told: list[tuple[Given, Verdict]] = []
        self._watch = Watch(worker, patience)
        self._renewed = self._doubted = steady()

    def turn(self) -> int:
        """Settle what has come back, keep what is under way, take up what there is room for; answers how many."""
        self._fetch()
        self._overdue_tell()
        self._settle()
        self._keep()
        self._watch.look([held.given.id for held in self._held.values()])
        return self._take_up()

    def drain(self) -> int:
        """Until nothing is asked for, due to be looked up, or under way any more; answers how many it took up."""
        taken = 0
        while (found := self.turn()) or self._held or self._told:
            taken += found
            self.wait(None, FALLBACK)
        return taken

    def wait(self, listening: Listening | None, seconds: float) -> None:
        """Until the database's bell rings, a thread comes back, or the time is over."""
        if listening is not None and _is_rung(listening):
            return
        ears: list[Any] = [self._hands.bell] if listening is None else [self._hands.bell, listening]
        select(ears, [], [], min(seconds, self._next_deadline()))
        if listening is not None:
            _is_rung(listening)

    def leave(self) -> None:
        """At the worker's end: what is nearly done is still written down, what can be repeated is given back."""
        end = steady() + LAST
        while self._held and steady() < end:
            self.wait(None, end - steady())
            self._fetch()
            self._settle()
        for held in self._held.values():
            if performers[held.given.kind].is_repeatable:
                self._told.append((held.given, Again()))
        self._held.clear()
        self._settle()
        self._hands.close()

    def _fetch(self) -> None:
        for held, verdict in self._hands.fetch():
            self._held.pop(held.mark, None)
            self._told.append((held.given, verdict))

    def _overdue_tell(self) -> None:
        """Its thread may never come back; should it, it finds that the fence has grown, or tells what is true."""
        now = steady()
        for held in [held for held in self._held.values() if held.deadline <= now]:
            del self._held[held.mark]
            self._told.append((held.given, _overdue_judge(held)))

    def _settle(self) -> None:
        """What cannot be written now is kept, and tried again."""
        if self._told:
            verdicts_write(self._told)
            self._told = []
            crashpoint("errand.settled")

    def _keep(self) -> None:
        if self._held and steady() - self._renewed > RENEW:
            leases_renew(worker=self._worker, ids=[held.given.id for held in self._held.values()])
            self._renewed = steady()

    def _take_up(self) -> int:
        room = min(SLOTS - len(self._held), 2 * SLOTS - self._hands.busy())
        if room <= 0:
            return 0
        rooms = rooms_find(held.given for held in self._held.values())
        claimed = errands_claim(worker=self._worker, rooms=rooms, limit=room)
        self._give(claimed, is_look_up=False)
        return len(claimed) + self._doubtful_take_up(room - len(claimed), is_idle=not claimed)

    def _doubtful_take_up(self, room: int, *, is_idle: bool) -> int:
        """Looked for by the second, or when there is nothing else to do."""
        if room <= 0 or not (is_idle or steady() - self._doubted > FALLBACK):
            return 0
        self._doubted = steady()
        doubtful = look_ups_claim(known=names_known(), limit=room)
        self._give(doubtful, is_look_up=True)
        return len(doubtful)

    def _give(self, errands: list[Given], *, is_look_up: bool) -> None:
        for given in errands:
            crashpoint("errand.claimed")
            held = Held(given, is_look_up=is_look_up)
            self._held[held.mark] = held
            self._hands.give(held, errand_look_up if is_look_up else errand_perform)

    def _next_deadline(self) -> float:
        now = steady()
        return max(0.0, min((held.deadline - now for held in self._held.values()), default=FALLBACK))


def _is_rung(listening: Listening) -> bool:
    return bool(list(listening.notifies(timeout=0)))


def _overdue_judge(held: Held) -> Verdict:
    if held.is_look_up:
        return look_up_failure_judge(held.given, _("No answer came in time."))
    return overdue_judge(held.given)
