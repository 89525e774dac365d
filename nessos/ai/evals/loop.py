"""Evaluations in workers: a thread beside the engine, so that no duty waits for a model."""

from threading import Event

from nessos.ai.evals.services import eval_claim, eval_release, eval_work
from nessos.workers.loops import Tick
from nessos.workers.worker import Worker

#: How often a worker looks whether something was asked for.
REST = 3.0


def evaluator_make(worker: Worker) -> Tick:
    def tick(stop: Event) -> float:
        """One piece of one evaluation."""
        run = eval_claim(worker=worker.id)
        if run is None:
            return REST
        run = eval_work(run=run)
        if stop.is_set():
            eval_release(run=run)
        return 0.0

    return tick
