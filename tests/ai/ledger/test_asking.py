"""From the question to the ledger: agents that ask a model at the edge of a budget."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall
from nessos.ai.providers.asking import Message, Question
from nessos.ai.providers.pricing import usage_expect
from nessos.ai.running import agent_run
from nessos.kernel.contracts import Contract
from tests.ai.ledger.making import make_budget, make_model
from tests.ai.ledger.test_parallel import at_once
from tests.ai.model_server import ModelServer, model_serve
from tests.ai.routing.making import TEXT, model_make, plan_make, prompt_make, sages, says


class Empty(Contract):
    pass


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_serve() as server, sages():
        yield server


@pytest.mark.usefixtures("emptied")
def test_twenty_questions_at_the_edge_of_a_budget_overspend_by_nothing(server: ModelServer) -> None:
    prompt_make()
    plan_make(model_make(server.url))
    server.will(*[says(8) for _ in range(40)])
    agent_run("sage", {"text": TEXT})
    one = AgentCall.objects.get()
    assert Decimal(0) < one.cost < one.reserved
    house = make_budget("1")
    house.limit = (one.reserved * 3).quantize(Decimal("0.01"))
    house.save()

    def ask(_place: int) -> str:
        try:
            return agent_run("sage", {"text": TEXT}).model
        except BudgetSpentError:
            return "refused"

    said = at_once(20, ask)
    month, bought = house.months.get(), AgentCall.objects.all()
    assert bought.count() == len(server.calls) == said.count("small") + 1
    assert month.refusals == said.count("refused") > 0
    assert month.reserved == 0
    assert month.spent == bought.aggregate(total=Sum("cost"))["total"] <= house.limit


@pytest.mark.django_db
def test_what_is_set_aside_is_the_most_that_a_question_can_use() -> None:
    model = make_model()
    text = "çãé 0123456789 🙂" * 50
    question = Question(
        messages=(Message(role="user", text=text),),
        answer=Empty,
        max_output_tokens=1_000,
        timeout=timedelta(seconds=5),
    )
    most = usage_expect(model, question)
    assert most.input_tokens > 2 * len(text.encode()) + 1_000
    assert most.output_tokens == 2_000
