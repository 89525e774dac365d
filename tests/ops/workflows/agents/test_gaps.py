"""The shipped workflow of training gaps, without a model: a playbook is suggested, PEOPLE decides."""

from collections.abc import Callable

from django.test import Client

from nessos.accounts.models import User
from ops.models import Playbook
from ops.workflows.models import Approval, Run
from ops.workflows.selectors import run_show
from people.models import TrainingGap
from tests.conftest import UserMaker
from tests.ops.workflows.agents.conftest import Worker
from tests.ops.workflows.agents.test_documents import ship
from tests.ops.workflows.engine.conftest import stands

__all__ = ["ship"]


def playbooks_make() -> Playbook:
    Playbook.objects.create(
        title="Cobrança de faturas vencidas",
        tags=["financeiro"],
        content_markdown="Como lembrar o cliente de uma fatura em atraso, negociar e registrar o acordo.",
    )
    return Playbook.objects.create(
        title="Restauração de backup",
        tags=["infraestrutura"],
        content_markdown="Como restaurar arquivos e servidores a partir da cópia de segurança, e conferir o resultado.",
    )


def approve(reviewer: Client) -> None:
    approval = Approval.objects.get(status="pending")
    answer = reviewer.post(f"/api/v1/approvals/{approval.pk}/approve/", {}, content_type="application/json")
    assert answer.status_code == 200, answer.content


def gap_make(employee: User, description: str) -> TrainingGap:
    return TrainingGap.objects.create(employee=employee, description=description)


def test_a_gap_gets_the_playbook_that_people_agreed_to(
    worker: Worker, ship: Callable[[str], None], api: Callable[..., Client], make_user: UserMaker
) -> None:
    reviewer, fitting = api("people"), playbooks_make()
    ship("gap-to-playbook")
    gap = gap_make(
        make_user("caio", "employee"), "Não soube recuperar da cópia de segurança os arquivos apagados."
    )
    worker.work()
    assert TrainingGap.objects.get().playbook is None
    approve(reviewer)
    worker.work()
    gap.refresh_from_db()
    assert gap.playbook == fitting
    assert run_show(Run.objects.get().pk)["status"] == "completed"


def test_a_gap_that_no_playbook_teaches_is_left_alone(
    worker: Worker, ship: Callable[[str], None], api: Callable[..., Client], make_user: UserMaker
) -> None:
    reviewer = api("people")
    playbooks_make()
    ship("gap-to-playbook")
    gap_make(make_user("caio", "employee"), "Não consegue conduzir uma conversa em francês com o fornecedor.")
    worker.work()
    approve(reviewer)
    worker.work()
    run = run_show(Run.objects.get().pk)
    assert (run["status"], stands(run)["link_playbook"]) == ("completed", "skipped")
    assert TrainingGap.objects.get().playbook is None
