"""The only file that imports django_q, but for `broker`: workers get our pulse, and plain jobs go to its queue."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from nessos.kernel.context import Context, current, trace_ensure, working_for
from nessos.kernel.errors import NessosError
from nessos.workers.pulse import pulse_start

#: What a job may be given: ids and plain values. It reads its rows itself, as they are when it runs.
Argument = str | int | bool | Decimal | date | UUID | None


class UnknownJobError(NessosError):
    code = "unknown_job"
    status = 500
    sentence = _(
        "There is no function %(path)s to run as a background job. Name it by its module and its name."
    )


def job_enqueue(path: str, *args: Argument) -> None:
    """Run this function in a worker, once the transaction in force has committed; not at all if it is rolled back.

    A convenience, not a promise: a queue can lose what it was given. What must happen is a row that a duty finds.
    """
    _job_find(path)  # a wrong name is the caller's error, not a line in the worker's log
    context = current()
    send = partial(_job_send, path, args, trace_ensure(), context.actor_id)
    transaction.on_commit(send, robust=True)


def job_run(path: str, args: list[Argument], trace_id: str, actor_id: int | None) -> Any:
    """What a worker calls: the job, under the trace and the actor of whoever wanted it."""
    with working_for(Context(trace_id=trace_id, actor_id=actor_id)):
        return _job_find(path)(*args)


def pulse_connect() -> None:
    """Let every worker process start its pulse. Only workers send this signal: no guard, pusher or monitor does."""
    from django_q.signals import post_spawn

    post_spawn.connect(_on_spawn, dispatch_uid="nessos.workers.pulse")


def _on_spawn(**_kwargs: Any) -> None:
    pulse_start()


def _job_send(path: str, args: tuple[Argument, ...], trace_id: str, actor_id: int | None) -> None:
    from django_q.tasks import async_task

    async_task(f"{__name__}.{job_run.__name__}", path, list(args), trace_id, actor_id, task_name=path[-100:])


def _job_find(path: str) -> Callable[..., Any]:
    try:
        found = import_string(path)
    except ImportError as error:
        raise UnknownJobError(path=path) from error
    if not callable(found):
        raise UnknownJobError(path=path)
    function: Callable[..., Any] = found
    return function
