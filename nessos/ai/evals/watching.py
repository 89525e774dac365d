"""Judges are watched: one that stops, or whose score falls, is told to people, once per cause."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from nessos.ai.evals.models import EvalAlarm, EvalRun
from nessos.ai.evals.registry import evals_read
from nessos.ai.evals.selectors import last_ended, runs_recent
from nessos.ai.ledger.services import OFFLINE
from nessos.ai.letters import letters_send
from nessos.kernel import clock
from nessos.workers.models import DutyState

Kind = EvalAlarm.Kind
#: Every night; a judge that was silent for twice as long has stopped.
PERIOD = timedelta(days=1)
PATIENCE = 2 * PERIOD
#: So far below the middle of the last five on the same questions, a score has fallen.
FALL, _BEFORE = 0.05, 5
NIGHTLY = "ai.evals_nightly"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    agent: str
    kind: str
    model: str
    sentence: str

    @property
    def cause(self) -> tuple[str, str, str]:
        return self.agent, self.kind, self.model


def troubles_find() -> list[Trouble]:
    """As it stands now, whether or not anybody was told: read by the page, the home card and ``/metrics``."""
    names = evals_read().names()
    return [*_stopped_find(names), *_fallen_find(names)]


def evals_watch() -> int:
    """Raise what is new, end what is over, and tell what nobody was told yet. Answers how many are raised."""
    with translation.override(settings.LANGUAGE_CODE):
        troubles = {trouble.cause: trouble for trouble in troubles_find()}
    standing = {(each.agent, each.kind, each.model): each for each in EvalAlarm.objects.filter(over_at=None)}
    for cause, alarm in standing.items():
        if cause not in troubles:
            EvalAlarm.objects.filter(pk=alarm.pk, over_at=None).update(over_at=clock.now())
    fresh = [trouble for cause, trouble in troubles.items() if cause not in standing]
    EvalAlarm.objects.bulk_create(
        [EvalAlarm(agent=t.agent, kind=t.kind, model=t.model, sentence=t.sentence) for t in fresh],
        ignore_conflicts=True,
    )
    alarms_tell()
    return len(troubles)


def alarms_tell() -> int:
    """A letter to every administrator about all that is new. Killed in between it goes out twice, never not at all."""
    alarms = list(EvalAlarm.objects.filter(told_at=None, over_at=None).order_by("raised_at", "id"))
    if not alarms:
        return 0
    people = User.objects.filter(groups__name="admin", is_active=True).exclude(email="")
    subject, body = _letter_write(alarms)
    letters_send(subject, body, sorted(set(people.values_list("email", flat=True))))
    EvalAlarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(told_at=clock.now())
    return len(alarms)


def _stopped_find(names: list[str]) -> Iterator[Trouble]:
    ended, now = last_ended(names), clock.now()
    watched_since = _watched_since() if len(ended) < len(names) else None
    for name in names:
        since = ended.get(name) or watched_since
        if since is None or now - since <= PATIENCE:
            continue
        sentence = _(
            "“%(agent)s” was last scored on %(since)s, and should be every night. See why the workers do not do it, "
            "and press “Run now”."
        )
        if name not in ended:
            sentence = _(
                "“%(agent)s” was never scored, though it should have been every night since %(since)s. See why the "
                "workers do not do it, and press “Run now”."
            )
        shown = formats.date_format(timezone.localtime(since), "SHORT_DATETIME_FORMAT")
        yield Trouble(
            agent=name,
            kind=Kind.STOPPED,
            model=OFFLINE,
            sentence=sentence % {"agent": name, "since": shown},
        )


def _watched_since() -> datetime | None:
    """Since when the nightly judging is known to this house at all: a new house has nothing to be late with."""
    state = DutyState.objects.filter(name=NIGHTLY).first()
    if state is None:
        return None
    return min(state.due_at, state.last_started_at or state.due_at)


def _fallen_find(names: list[str]) -> Iterator[Trouble]:
    for _maker, runs in groupby(runs_recent(names, _BEFORE + 1), key=lambda run: (run.agent, run.model)):
        if trouble := _fall_find(list(runs)):
            yield trouble


def _fall_find(runs: list[EvalRun]) -> Trouble | None:
    """Of one agent by one model. Only scores on the same questions say anything about each other."""
    newest, *earlier = runs
    before = [run.score for run in earlier if run.set_hash == newest.set_hash and run.score is not None]
    if newest.score is None or not before or newest.score >= statistics.median(before) - FALL:
        return None
    sentence = _(
        "“%(agent)s”, answered by %(model)s, fell to %(now)s, from %(before)s as the middle of its last scores on the "
        "same questions. See which cases failed, and what changed."
    )
    shown = {"now": f"{newest.score:.0%}", "before": f"{statistics.median(before):.0%}"}
    return Trouble(
        agent=newest.agent,
        kind=Kind.FELL,
        model=newest.model,
        sentence=sentence % {"agent": newest.agent, "model": newest.model, **shown},
    )


def _letter_write(alarms: list[EvalAlarm]) -> tuple[str, str]:
    """Its subject and its body."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [alarm.sentence for alarm in alarms]
        body = "\n\n".join([*lines, f"{settings.NESSOS_URL}{reverse('ai_evals')}"])
        return _("The scoring of agents needs somebody"), body


def gauge_read() -> list[tuple[tuple[str, ...], float]]:
    """How many troubles of each kind, also where there is none."""
    kinds = [trouble.kind for trouble in troubles_find()]
    return [((str(kind),), float(kinds.count(kind))) for kind in Kind]


def ages_read() -> list[tuple[tuple[str, ...], float]]:
    """How long ago each agent was scored last; one that never was has none."""
    now = clock.now()
    ended = last_ended(evals_read().names())
    return [((name,), (now - at).total_seconds()) for name, at in sorted(ended.items())]
