"""The sets that the house ships: large enough, in two halves, of nobody, and the house does well on them."""

import json
from decimal import Decimal

import pytest

from nessos.ai.evals.registry import EvalSet, evals_read, set_hash
from nessos.ai.evals.services import eval_ask, eval_take, eval_work
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.models import AgentCall, EvalRun
from nessos.eventlog.models import ModuleEvent

#: What the house reaches at least on the half held back, by the figure that counts most.
LEAST = {
    "qualify_lead": 0.95,
    "suggest_playbook": 0.84,
    "summarize_contract": 0.95,
    "review_contract": 0.75,
    "generate_post": 0.95,
    "generate_proposal": 0.85,
}


def run(agent: str, half: str = HELD_BACK) -> EvalRun:
    made = eval_take(run=eval_ask(agent=agent, half=half))
    while made.is_open:
        made = eval_work(run=made, seconds=60)
        assert not made.error
    return made


def sets() -> list[EvalSet]:
    return list(evals_read())


def test_every_agent_of_the_house_is_scored() -> None:
    assert sorted(each.agent for each in sets()) == sorted(LEAST)


@pytest.mark.parametrize("agent", LEAST)
def test_a_set_has_two_halves_and_every_question_its_own_key(agent: str) -> None:
    made = evals_read()[agent]
    halves = [made.of_half(half) for half in (OPEN, HELD_BACK)]
    keys = [each.key for half in halves for each in half]
    assert min(map(len, halves)) >= 6
    assert len(set(keys)) == len(keys)
    assert not {json.dumps(each.input) for each in halves[0]} & {json.dumps(each.input) for each in halves[1]}
    assert set_hash(halves[0]) == set_hash(list(reversed(halves[0]))) != set_hash(halves[1])


@pytest.mark.parametrize("agent", LEAST)
@pytest.mark.django_db
def test_the_house_does_well_on_the_half_held_back(agent: str) -> None:
    done = run(agent)
    assert done.score is not None
    assert done.score >= LEAST[agent], (done.figures, done.results)
    assert done.score_name == evals_read()[agent].main
    assert (done.done, done.model, done.cost) == (done.cases, "offline", Decimal(0))
    assert all(each["faults"] for each in done.results.values())


@pytest.mark.parametrize("agent", LEAST)
def test_no_answer_at_all_is_all_wrong(agent: str) -> None:
    made = evals_read()[agent]
    for question in made.questions():
        marks = made.judge(question, {}).marks
        assert all(right == 0 for right, _of in marks.values()), marks


@pytest.mark.django_db
def test_nothing_of_it_is_left_in_the_house() -> None:
    from growth.models import Case, Lead, Service
    from ops.models import Playbook

    counted = [model.objects.count() for model in (Case, Lead, Service, Playbook, AgentCall, ModuleEvent)]
    for agent in ("generate_post", "generate_proposal", "suggest_playbook"):
        run(agent)
    assert [
        model.objects.count() for model in (Case, Lead, Service, Playbook, AgentCall, ModuleEvent)
    ] == counted


@pytest.mark.django_db
def test_what_the_house_has_of_its_own_does_not_change_the_score() -> None:
    from ops.models import Playbook

    before = run("suggest_playbook")
    Playbook.objects.create(title="Senha, VPN, backup, cobrança", content_markdown="tudo de uma vez")
    after = run("suggest_playbook")
    assert (after.figures, after.set_hash) == (before.figures, before.set_hash)
