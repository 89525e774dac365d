"""Evaluations: asked for by people and by night, worked off by workers a piece at a time, and kept for good."""

import logging
import statistics
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from time import monotonic
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q

from nessos.accounts.models import User
from nessos.ai.evals.code import code_version
from nessos.ai.evals.errors import NothingToAskError, ScoringBrokeError
from nessos.ai.evals.judging import Answered, judged_read, questions_answer, set_of
from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.registry import EvalSet, Question, figures_make, set_hash
from nessos.ai.evals.selectors import model_of, prompt_of
from nessos.ai.ledger.services import OFFLINE
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.providers.models import ServedModel
from nessos.ai.running import agent_find
from nessos.kernel import clock
from nessos.kernel.deadlines import time_limited
from nessos.kernel.errors import NessosError

log = logging.getLogger(__name__)

Status, Half = EvalRun.Status, EvalRun.Half
_OPEN = (Status.ASKED, Status.RUNNING)
#: How long a worker is at it before it says how far it came, and for how long nobody else may take it meanwhile.
PIECE, LEASE = 2.0, timedelta(minutes=5)
#: What a model may take of the lease: beyond it another worker would buy the same answer.
_WITHIN = 0.9 * LEASE.total_seconds()
#: So many at once offline; one by one by a model.
_AT_ONCE = 20
#: How often it is tried again when a model or its budget refuses, after how long at first, and how long at most.
TRIES, _PAUSE, _LONGEST = 6, timedelta(seconds=30), timedelta(minutes=30)


def eval_ask(
    *,
    agent: str,
    half: str,
    model: ServedModel | None = None,
    prompt: PromptVersion | None = None,
    user: User | None = None,
) -> EvalRun:
    """Have a worker score it. Who asks for what is asked for already gets that. Raises NothingToAskError."""
    agent_find(agent)
    run = EvalRun(
        agent=agent,
        half=half,
        model=model.name if model else OFFLINE,
        prompt_version=prompt.number if model and prompt else None,
        asked_by=user,
        code_version=code_version(),
    )
    questions = _questions_of(run)
    run.cases, run.set_hash = len(questions), set_hash(questions)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        same = EvalRun.objects.filter(agent=agent, half=half, model=run.model, status__in=_OPEN)
        found = same.filter(prompt_version=run.prompt_version).first()
        if found is None:
            raise
        return found
    return run


def eval_claim(*, worker: UUID) -> EvalRun | None:
    """What is due and nobody is at, or whose worker has died over it: its own first."""
    now = clock.real_now()
    with transaction.atomic():
        due = EvalRun.objects.filter(status__in=_OPEN, due_at__lte=clock.now())
        free = due.filter(Q(lease_by=worker) | Q(lease_until__isnull=True) | Q(lease_until__lt=now))
        run = free.order_by("due_at", "id").select_for_update(skip_locked=True).first()
        if run is None:
            return None
        run.status, run.lease_by, run.lease_until = Status.RUNNING, worker, now + LEASE
        run.save(update_fields=["status", "lease_by", "lease_until"])
        return run


def eval_take(*, run: EvalRun) -> EvalRun:
    """For whoever works it off on the spot, such as a command: workers go on with it only if that one dies."""
    run.status, run.lease_by, run.lease_until = Status.RUNNING, uuid4(), clock.real_now() + LEASE
    run.save(update_fields=["status", "lease_by", "lease_until"])
    return run


def eval_work(*, run: EvalRun, seconds: float = PIECE) -> EvalRun:
    """Answer some more of its questions, and end it when none is left. Whoever holds the lease calls this.

    Each piece is kept when it is done: what is interrupted loses that one at most.
    """
    until, size = monotonic() + seconds, 1 if run.model != OFFLINE else _AT_ONCE
    try:
        waiting = [each for each in _questions_of(run) if each.key not in run.results]
        made, model, prompt = set_of(run), model_of(run), prompt_of(run)
        while waiting:
            piece, waiting = waiting[:size], waiting[size:]
            asking = questions_answer(made, piece, model=model, prompt=prompt, subject=f"ai.EvalRun {run.pk}")
            with time_limited(_WITHIN):
                answered = list(asking)
            _keep(run, answered)
            if monotonic() > until:
                break
        if not waiting:
            _end(run, made)
    except NessosError as error:
        return _put_off(run, error)
    except _TakenOver:
        return EvalRun.objects.get(pk=run.pk)
    except (InterfaceError, OperationalError):  # the database is away: the loop waits for it
        raise
    except Exception as error:
        # Begun again at once, each round would buy the same answer of a model.
        log.exception("an evaluation broke off", extra={"reason": run.agent})
        return _put_off(run, ScoringBrokeError(agent=run.agent, kind=type(error).__name__))
    return run


def eval_release(*, run: EvalRun) -> None:
    """Give it back, for whoever comes first: this worker ends."""
    held = EvalRun.objects.filter(pk=run.pk, lease_by=run.lease_by, status=Status.RUNNING)
    held.update(lease_by=None, lease_until=None)


def _questions_of(run: EvalRun) -> list[Question]:
    found = set_of(run).of_half(run.half)
    if not found:
        raise NothingToAskError(agent=run.agent, half=run.get_half_display())
    return found


def _keep(run: EvalRun, answered: Sequence[Answered]) -> None:
    """Only while it is ours: whoever took it over goes on from what was kept before."""
    run.results = {**run.results, **{each.key: each.as_json() for each in answered}}
    run.done, run.cost = len(run.results), run.cost + sum((each.cost for each in answered), Decimal(0))
    run.lease_until = clock.real_now() + LEASE if run.lease_by else None
    held = EvalRun.objects.filter(pk=run.pk, lease_by=run.lease_by, status__in=_OPEN)
    changed = held.update(
        results=run.results, done=run.done, cost=run.cost, lease_until=run.lease_until, failures=0, error=""
    )
    if changed != 1:
        raise _TakenOver


class _TakenOver(Exception):
    """Another worker is at it: our lease had run out."""


def _put_off(run: EvalRun, error: NessosError) -> EvalRun:
    """Later, where that can help and it did not fail too often; else it has failed, and says why."""
    run.failures, run.error = run.failures + 1, str(error)
    held = EvalRun.objects.filter(pk=run.pk, lease_by=run.lease_by, status__in=_OPEN)
    if error.permanent or run.failures >= TRIES:
        run.status, run.ended_at = Status.FAILED, clock.now()
        values = {"status": run.status, "ended_at": run.ended_at}
    else:
        run.due_at = clock.now() + min(_PAUSE * 2 ** (run.failures - 1), _LONGEST)
        values = {"due_at": run.due_at}
    held.update(failures=run.failures, error=run.error, lease_by=None, lease_until=None, **values)
    return run


def _end(run: EvalRun, made: EvalSet) -> None:
    judged = judged_read(run.results)
    run.figures = figures_make(judged, made.across([each.kept for each in judged]))
    run.baselines = made.baselines(run.half)
    run.score, run.score_name = run.figures.get(made.main, 0.0), made.main
    spans = sorted(each["seconds"] for each in run.results.values())
    run.seconds, run.seconds_slow = statistics.median(spans), spans[int(0.95 * (len(spans) - 1))]
    run.status, run.ended_at, run.lease_by, run.lease_until = Status.DONE, clock.now(), None, None
    run.results = {key: each for key, each in run.results.items() if each["faults"]}
    run.save()


def evals_prune() -> int:
    """Delete evaluations older than the ledger is kept. Answers how many."""
    before = clock.now() - timedelta(days=settings.AI_CALL_RETENTION_DAYS)
    return EvalRun.objects.filter(ended_at__lt=before).delete()[0]
