"""Bounds: work and size end in a refusal before they are done, with data as large as a payload may be."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ops.workflows.expressions import BudgetError, Environment, EvaluationError, Expression, State
from ops.workflows.expressions.limits import CHARACTERS_A_UNIT, WORK
from tests.ops.workflows.sentences import failure_of, unchecked

MANY = WORK // 10
TOO_COSTLY = (
    "it takes more work than one expression may. Read less at once, or move the work into a step of its own."
)


def _nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _level in range(levels):
        value = [value]
    return value


PAYLOAD = {
    "many": list(range(MANY)),
    "same": list(range(MANY)),
    "words": ["a" * 1000] * 200,
    "long": "ab" * (WORK * CHARACTERS_A_UNIT // 20),
    "record": {str(number): number for number in range(MANY)},
    "deep": _nested(500),
    "deep_too": _nested(500),
    "huge": 7**5000,
    "far": Decimal("1e999999"),
}
ENVIRONMENT = Environment(payload=PAYLOAD)


@pytest.mark.parametrize(
    "text",
    [
        "[" + ", ".join(["payload.many"] * 12) + "]",
        "{" + ", ".join(f"'{place}': payload.many" for place in range(12)) + "}",
        " + ".join(["payload.many"] * 12),
        " + ".join(["payload.long"] * 12),
        " and ".join(["payload.many == payload.same"] * 12),
        " and ".join(["sum(payload.many) > 1"] * 12),
        " and ".join(["-1 not in payload.many"] * 12),
        " and ".join(["payload.many.count(1) == 1"] * 12),
        " and ".join(["max(payload.many) > 1"] * 12),
        " and ".join(["payload.many[1:]"] * 12),
        " and ".join(["payload.record.items()"] * 12),
        " and ".join(["payload.long.upper()"] * 12),
        " and ".join(["'c' not in payload.long"] * 24),
        "payload.long.replace('a', payload.long)",
        "payload.long.replace('', payload.words[0])",
        "payload.long.join(payload.words)",
        "payload.long.split('b')",
        "str(payload.many) and " + " and ".join(["str(payload.words)"] * 200),
        "len(str([" + ", ".join(["payload.many"] * 12) + "]))",
    ],
    ids=lambda text: text[:40],
)
def test_what_would_take_too_much_work_is_not_begun(text: str) -> None:
    with pytest.raises(BudgetError):
        unchecked(text).evaluate(ENVIRONMENT)
    if len(text) <= 200:
        assert failure_of(text, ENVIRONMENT) == f"The expression “{text}” cannot be worked out: {TOO_COSTLY}"


@pytest.mark.parametrize(
    "text",
    [
        "payload.deep == payload.deep_too",
        "payload.deep",
        "payload.deep < payload.deep_too",
        "str(payload.deep)",
    ],
)
def test_what_is_nested_too_deeply_is_not_followed(text: str) -> None:
    assert failure_of(text, ENVIRONMENT) == (
        f"The expression “{text}” cannot be worked out: lists and records are nested too deeply. Read a part of them."
    )


@pytest.mark.parametrize(
    "text",
    [
        "payload.huge * payload.huge",
        "payload.huge + 1",
        " * ".join(["99999999999999999999"] * 20),
        "1e300 * 1e300",
        "-payload.huge",
        "int(1e300)",
        "int(payload.far)",
        "round(payload.far)",
        "float(payload.far)",
        "str(payload.far)",
        "decimal('1e999')",
        "decimal('NaN')",
        "decimal('Infinity')",
        "float('nan')",
        "float('inf')",
    ],
)  # fmt: skip
def test_a_number_stays_of_a_sensible_size(text: str) -> None:
    assert failure_of(text, ENVIRONMENT).endswith(
        "cannot be worked out: a number is too large, too small or not finite. Work with smaller numbers."
    )


@pytest.mark.parametrize(
    "text", ["payload.far + 1", "payload.far * payload.far", "payload.far % 7", "payload.far // 7"]
)
def test_a_decimal_of_any_size_costs_no_more_than_its_digits(text: str) -> None:
    assert failure_of(text, ENVIRONMENT).endswith(
        "cannot be worked out: a number or date becomes too large or has no meaning. Work with smaller ones."
    )


@pytest.mark.parametrize(
    "text", ["int('1' * 5)", "int(payload.long)", "decimal(payload.long)", "float(payload.long)", "round(5, -1000000)", "'a'.center(1000000)", "'1'.zfill(1000000)", "'a'.ljust(1000000, 'b')"],
)  # fmt: skip
def test_texts_and_places_too_long_for_a_number_are_no_numbers(text: str) -> None:
    with pytest.raises(EvaluationError):
        unchecked(text).evaluate(ENVIRONMENT)


def test_comparing_what_is_far_away_is_no_work() -> None:
    assert Expression.parse("payload.far > payload.huge and payload.huge > 1").evaluate(ENVIRONMENT) is True


@pytest.mark.parametrize(
    "measure",
    [
        lambda expression, budget: expression.evaluate(ENVIRONMENT, budget=budget),
        lambda expression, budget: expression.holds(ENVIRONMENT, budget=budget),
        lambda expression, budget: expression.work_out(State(ENVIRONMENT, budget=budget)),
    ],
    ids=["evaluate", "holds", "work_out"],
)
def test_the_budget_is_the_callers_to_give(measure: Callable[[Expression, int], object]) -> None:
    expression = Expression.parse("sum(payload.many) > 0")
    assert measure(expression, 2 * MANY) is True
    with pytest.raises(BudgetError):
        measure(expression, MANY - 1)
