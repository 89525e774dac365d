"""Models that share what is asked: by their weights, and always the same for the same subject."""

from collections import Counter
from uuid import UUID, uuid5

import pytest
from django.test import override_settings

from nessos.ai.models import Candidate, ServedModel
from nessos.ai.routing.checking import Choice
from nessos.ai.routing.selectors import candidates_order, candidates_read
from nessos.ai.routing.services import plan_publish
from nessos.ai.routing.splitting import split_order
from nessos.ai.running import agent_run
from tests.ai import model_server as speaking
from tests.ai.model_server import ModelServer
from tests.ai.routing.making import TEXT, says

FIRST, SECOND, THIRD = (uuid5(UUID(int=0), name) for name in "abc")
SUBJECTS = [f"growth.Lead {number}" for number in range(1_000)]


def chosen(weights: dict[UUID, int], agent: str = "sage") -> dict[str, UUID]:
    return {subject: split_order(weights.items(), agent=agent, subject=subject)[0] for subject in SUBJECTS}


@pytest.mark.parametrize(
    "weights", [{FIRST: 1, SECOND: 1}, {FIRST: 3, SECOND: 1}, {FIRST: 5, SECOND: 3, THIRD: 2}]
)
def test_over_a_thousand_subjects_the_split_comes_near_its_weights(weights: dict[UUID, int]) -> None:
    counts, whole = Counter(chosen(weights).values()), sum(weights.values())
    for model, weight in weights.items():
        assert abs(counts[model] - 1_000 * weight / whole) < 50


def test_the_same_subject_goes_to_the_same_model_and_agents_split_apart() -> None:
    weights = {FIRST: 1, SECOND: 1}
    assert chosen(weights) == chosen(dict(reversed(weights.items())))
    apart = sum(chosen(weights)[subject] != chosen(weights, "clerk")[subject] for subject in SUBJECTS)
    assert 400 < apart < 600


def test_another_weight_moves_only_those_that_it_has_to_move() -> None:
    before, after = chosen({FIRST: 1, SECOND: 1}), chosen({FIRST: 3, SECOND: 1})
    moved = {subject for subject in SUBJECTS if before[subject] != after[subject]}
    assert all(after[subject] == FIRST for subject in moved)
    assert 200 < len(moved) < 300


def test_nobody_outside_can_tell_where_a_subject_goes() -> None:
    with override_settings(SECRET_KEY="another-key-of-another-house"):
        other = chosen({FIRST: 1, SECOND: 1})
    here = chosen({FIRST: 1, SECOND: 1})
    assert 400 < sum(here[subject] != other[subject] for subject in SUBJECTS) < 600


@pytest.mark.django_db(transaction=True)
def test_whoever_shares_stands_in_for_the_other_before_the_next_place(
    prompted: None, model_server: ModelServer, small: ServedModel, large: ServedModel
) -> None:
    last = ServedModel.objects.create(provider=small.provider, name="last")
    plan = plan_publish(
        agent="sage",
        choices=[
            Choice(place=2, model=last),
            Choice(place=1, model=small, weight=9),
            Choice(place=1, model=large, weight=1),
        ],
    )
    orders = set()
    for subject in SUBJECTS[:200]:
        ordered: list[Candidate] = candidates_order(candidates_read(plan), agent="sage", subject=subject)
        orders.add(tuple(candidate.model.name for candidate in ordered))
    assert orders == {("small", "large", "last"), ("large", "small", "last")}


@pytest.mark.django_db(transaction=True)
def test_a_subject_is_asked_about_at_the_same_model_every_time(
    prompted: None,
    model_server: ModelServer,
    second_server: ModelServer,
    small: ServedModel,
    large: ServedModel,
) -> None:
    model_server.always(says())
    second_server.always(speaking.answers({"words": 9}))
    plan_publish(agent="sage", choices=[Choice(place=1, model=small), Choice(place=1, model=large)])
    found = {
        subject: {agent_run("sage", {"text": TEXT}, subject=subject).model for _time in range(2)}
        for subject in SUBJECTS[:12]
    }
    assert all(len(models) == 1 for models in found.values())
    assert {model for models in found.values() for model in models} == {"small", "large"}
