"""Workflows, and a run of each way that one can stand: what the desk's pages of the engine are looked at with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nessos.accounts.models import User
from nessos.integrations.sandbox.faults import fault_set, faults_clear
from nessos.kernel import clock
from nessos.workers.services import heartbeat_beat
from nessos.workers.worker import Worker
from ops.workflows.advance import Engine
from ops.workflows.errands.running import Errands
from ops.workflows.models import Approval, Errand, Run, Step, Workflow
from ops.workflows.recover import Marks
from ops.workflows.reviews.services import approval_approve, approval_more_info, approval_reject
from ops.workflows.services import run_cancel, run_trigger, workflow_create

#: A page of text, a number, a list and an address without a place to break it: what reviews are about.
DRAFT = {
    "title": "Como reduzimos o tempo de resposta da central em 38 %",
    "body": "A central atendia tudo na mesma fila.\n\nHoje cada pedido tem dono, prazo e um caminho de volta. "
    * 6,
    "tags": ["soc", "atendimento", "processos"],
    "words": 812,
    "source": f"https://example.com/artigos/{'atendimento-' * 12}2026",
}
REVIEW: dict[str, Any] = {
    "name": "revisar",
    "type": "human_review",
    "title": "Publicar “{{ payload.draft.title }}”",
    "subject": "payload.draft",
    "assignee_group": "growth",
    "due_in_seconds": 172_800,
    "remind_in_seconds": 86_400,
    "on_timeout": "escalate",
    "escalate_to": "admin",
}
WARNING: list[dict[str, Any]] = [
    {
        "name": "analisar",
        "squad": "inventory",
        "action": "analyze_critical_stock",
    },
    {
        "name": "avisar",
        "squad": "whatsapp",
        "action": "send_stock_alert",
        "params": {
            "product_id": "{{ payload.product_id }}",
            "level": "{{ steps.analisar.output.current_level }}",
            "recipients": ["+55 11 98888-7777"],
        },
        "condition": "steps.analisar.output.critical_stock",
        "retry_on_failure": 2,
        "depends_on": ["analisar"],
    },
]
WRONG: list[dict[str, Any]] = [
    {"name": "olhar", "type": "condition", "expression": "payload.total >"},
    {"name": "avisar", "squad": "pombos", "action": "voar", "depends_on": ["ler"]},
]
LOW = {"product_id": "prod_123", "stock_level": 3, "min_threshold": 10}


class Turning:
    """A worker's engine and errands, turned by hand."""

    def __init__(self) -> None:
        worker = Worker(cluster="browser", host="here", pid=1)
        heartbeat_beat(worker=worker, started_at=clock.real_now())
        self._marks = Marks()
        self._engine, self._errands = Engine(self._marks), Errands(worker.id)

    def turn(self) -> None:
        while self._engine.drain() + self._errands.drain():
            pass

    def retries_hurry(self) -> None:
        """To where nothing is tried again any more."""
        while Step.objects.filter(status=Step.Status.RETRYING).update(due_at=clock.now()):
            self.turn()

    def leave(self) -> None:
        self._errands.leave()
        self._marks.close()


@contextmanager
def turning() -> Iterator[Turning]:
    found = Turning()
    try:
        yield found
    finally:
        found.leave()


def runs_make() -> None:
    warn = _workflow(
        "avisar-do-estoque", "Avisar do estoque", WARNING, "Avisa a equipe quando falta um produto."
    )
    publish = _workflow("publicar-artigo", "Publicar artigo", [REVIEW, _follow("publicar", "revisar")])
    wait = _workflow(
        "lembrar-do-contrato",
        "Lembrar do contrato",
        [{"name": "esperar", "type": "delay", "seconds": 172_800}, _follow("lembrar", "esperar")],
    )
    _workflow("rascunho-de-campanha", "Rascunho de campanha", WRONG, draft=True)
    with turning() as worker:
        _warnings_make(worker, warn)
        _reviews_make(worker, publish)
        run_trigger(workflow=wait, payload={"contract": 7})
        cancelled = run_trigger(workflow=wait, payload={})
        worker.turn()
        run_cancel(run=cancelled)
    fault_set(name="google_ads", mode="fail", times=3)


def _warnings_make(worker: Turning, warn: Workflow) -> None:
    """Done, nothing to do, failed after three attempts, and one of which nobody can tell."""
    run_trigger(workflow=warn, payload=LOW, user_id=_person("ops").pk)
    run_trigger(workflow=warn, payload={**LOW, "stock_level": 12})
    worker.turn()
    fault_set(name="whatsapp", mode="fail", times=3)
    run_trigger(workflow=warn, payload={**LOW, "product_id": "prod_456"})
    worker.turn()
    worker.retries_hurry()
    fault_set(name="whatsapp", mode="timeout", times=1)
    doubtful = run_trigger(workflow=warn, payload={**LOW, "product_id": "prod_789"})
    worker.turn()
    doubt_leave(doubtful)
    worker.turn()
    faults_clear()


def doubt_leave(run: Run) -> None:
    """As if there were no way to look it up: a person has to say."""
    told = "Ninguém sabe dizer se whatsapp.send_stock_alert aconteceu."
    Errand.objects.filter(run_id=run.pk, status="unknown").update(look_up_at=None, error=told)
    Step.objects.filter(run=run, status=Step.Status.RUNNING).update(due_at=clock.now())


def _reviews_make(worker: Turning, publish: Workflow) -> None:
    """Open, asked about, approved, rejected."""
    runs = [
        run_trigger(workflow=publish, payload={"draft": {**DRAFT, "words": words}})
        for words in range(800, 804)
    ]
    worker.turn()
    asked, approved, rejected = (Approval.objects.get(run=run) for run in runs[1:])
    growth = _person("growth")
    approval_more_info(approval=asked, user=growth, comment="De onde vem o número de 38 %?")
    approval_approve(approval=approved, user=growth, comment="Muito bom, pode ir.")
    approval_reject(approval=rejected, user=growth, comment="O cliente não autorizou a citação.")
    worker.turn()


def _workflow(
    slug: str, name: str, steps: list[dict[str, Any]], description: str = "", *, draft: bool = False
) -> Any:
    return workflow_create(slug=slug, name=name, steps=steps, description=description, draft=draft)


def _follow(name: str, after: str) -> dict[str, Any]:
    return {"name": name, "type": "condition", "expression": "True", "depends_on": [after]}


def _person(name: str) -> User:
    return User.objects.get(username=name)
