"""Many at once, each with a connection of its own: the breaker opens once, and one alone tries again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from nessos.ai.providers.breaker import breaker_enter, breaker_note, breaker_open_until
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import Breaker, Provider, ServedModel
from nessos.kernel import clock
from tests.ai.model_server import Body, ModelServer, answers
from tests.ai.providers.conftest import QuestionMaker

pytestmark = pytest.mark.usefixtures("emptied")

T = TypeVar("T")
MANY = 12


def at_once(act: Callable[[], T]) -> list[T]:
    barrier = Barrier(MANY)

    def run(_number: int) -> T:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def test_faults_that_come_at_once_are_all_counted_and_open_it_once(provider: Provider) -> None:
    at_once(lambda: breaker_note(provider, FaultKind.SERVER))
    row = Breaker.objects.get()
    assert (row.faults, row.openings) == (MANY, 1)
    assert row.open_until is not None
    assert timedelta(seconds=25) < row.open_until - clock.now() <= timedelta(seconds=30)


def test_of_all_that_want_to_try_again_one_may(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=30))
    clock.advance(timedelta(seconds=31))
    entered = at_once(lambda: breaker_enter(provider, longest=timedelta(minutes=1)) is None)
    assert entered.count(True) == 1


def test_of_all_questions_one_reaches_a_server_that_may_be_back(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    breaker_note(model.provider, FaultKind.RATE_LIMITED, timedelta(seconds=30))
    clock.advance(timedelta(seconds=31))
    refused = Barrier(MANY)

    def say_when_all_others_were_refused(_body: Body) -> dict[str, int]:
        refused.wait(10)
        return {"words": 8}

    model_server.always(answers(say_when_all_others_were_refused))

    def ask() -> str:
        try:
            return model_ask(model, question(seconds=15)).model
        except ModelFault as fault:
            refused.wait(10)
            return "not asked" if not fault.asked else str(fault)

    told = at_once(ask)
    assert sorted(told) == ["not asked"] * (MANY - 1) + ["small-1"]
    assert len(model_server.calls) == 1
    assert breaker_open_until(model.provider) is None


def test_a_provider_that_was_removed_meanwhile_leaves_nothing_to_note(provider: Provider) -> None:
    gone = Provider.objects.get(pk=provider.pk)
    provider.delete()
    breaker_note(gone, FaultKind.NO_CREDIT)
    breaker_note(gone, None)
    assert not Breaker.objects.exists()
