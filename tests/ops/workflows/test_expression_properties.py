"""Properties: what agrees with Python agrees for any expression, and nothing but our own errors ever comes out."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ops.workflows.expressions import BudgetError, EvaluationError, Expression, ExpressionError, State
from ops.workflows.expressions.limits import WORK
from tests.ops.workflows.sentences import unchecked

ALWAYS_THE_SAME = settings(derandomize=True, deadline=None, max_examples=400)

PAYLOAD: dict[str, Any] = {"n": 7, "m": -3, "t": "abc", "u": "b", "l": [1, 2, 3], "k": ["b", "abc"], "e": []}


def _join(*parts: Any) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def _grow(
    inside: st.SearchStrategy[tuple[str, str, str, str]],
) -> st.SearchStrategy[tuple[str, str, str, str]]:
    """Expressions of a number, a text, a list of numbers and a truth, each made of smaller ones."""
    number, text, items, truth = (inside.map(lambda four, place=place: four[place]) for place in range(4))
    order = st.sampled_from([" < ", " <= ", " > ", " >= ", " == ", " != "])
    sign = st.sampled_from([" + ", " - ", " * ", " // ", " % "])
    return st.tuples(
        st.one_of(
            _join("(", number, sign, number, ")"),
            _join("-", number),
            _join("len(", text, ")"),
            _join("(", number, " if ", truth, " else ", number, ")"),
            _join("max(", number, ", ", number, ")"),
            _join("sum(", items, ")"),
            _join("abs(", number, ")"),
            _join(text, ".count(", text, ")"),
            _join("int(str(", number, "))"),
            _join("round(", number, ")"),
        ),
        st.one_of(
            _join("(", text, " + ", text, ")"),
            _join(text, "[", number, ":", number, "]"),
            _join(text, ".upper().strip()"),
            _join("str(", number, ")"),
            _join(text, ".replace(", text, ", ", text, ")"),
            _join("(", text, " or ", text, ")"),
            _join(text, ".join([", text, ", ", text, "])"),
        ),
        st.one_of(
            _join("[", number, ", ", number, "]"),
            _join("(", items, " + ", items, ")"),
            _join(items, "[", number, ":]"),
            _join(items, "[::-1]"),
            _join("(", truth, " and ", items, " or ", items, ")"),
        ),
        st.one_of(
            _join("(", number, order, number, order, number, ")"),
            _join("(", text, order, text, ")"),
            _join("(", items, order, items, ")"),
            _join("(", number, " in ", items, ")"),
            _join("(", text, " not in ", text, ")"),
            _join("(", number, " in {", number, ", ", number, "})"),
            _join("(not ", truth, ")"),
            _join("(", text, " is not None)"),
            _join("any(", items, ")"),
            _join("bool(", text, ")"),
        ),
    )


LEAVES = st.tuples(
    st.one_of(st.integers(0, 99).map(str), st.sampled_from(["payload['n']", "payload['m']"])),
    st.one_of(st.text("ab é'\\\n", max_size=4).map(repr), st.sampled_from(["payload['t']", "payload['u']"])),
    st.sampled_from(["payload['l']", "payload['e']", "[1, 2]"]),
    st.sampled_from(["True", "False", "('b' in payload['k'])"]),
)
TYPED = st.recursive(LEAVES, _grow, max_leaves=6).flatmap(st.sampled_from)

_WORDS = st.sampled_from(
    "payload steps event context run len max min sum str int decimal date days now lower any round contains "
    "payload.n payload.t payload.l payload.d payload.w payload.x.y .get('n') .split() .items() .count( .join( . [ ] ( ) { } : , "
    "+ - * / // % < <= == != in not and or is None True if else lambda context: 0 1 -1 2.5 1e9 'a' '' \"b\" "
    "__class__ ** << & @ = := * for x await f'a' # \\ ;".split(" ")
)
SOUP = st.lists(_WORDS, max_size=14).map(" ".join)
NAMES = {
    "payload": {
        **PAYLOAD,
        "d": Decimal("1.10"),
        "w": datetime(2026, 1, 31, tzinfo=UTC),
        "b": date(2026, 1, 31),
        "f": 0.5,
        "x": {"y": None},
    }
}
#: Anything beside anything: what Python's eval would answer with every error it has.
WILD = st.recursive(
    st.sampled_from(["payload", "payload.n", "payload.t", "payload.l", "payload.d", "payload.w", "payload.b", "payload.f",
                     "payload.x", "payload.no", "None", "0", "'a'", "1.5", "True", "days(2)", "now()", "[]", "{}"]),
    lambda inside: st.one_of(
        _join("(", inside, st.sampled_from([f" {sign} " for sign in "+ - * / // % < >= == != in and or".split()]), inside, ")"),
        _join(inside, "[", inside, "]"),
        _join(inside, "[", inside, ":", inside, "]"),
        _join(inside, st.sampled_from([".y", ".get(", ".count(", ".split(", ".join(", ".replace('a', ", ".zfill("]), inside, ")"),
        _join(st.sampled_from(["len", "max", "min", "sum", "any", "all", "round", "abs", "int", "float", "decimal", "date",
                               "str", "bool", "lower", "strip", "days"]), "(", inside, ")"),
        _join(st.sampled_from(["contains", "startswith", "max", "round", "sum"]), "(", inside, ", ", inside, ")"),
        _join("{'k': ", inside, ", ", inside, ": 1}"),
        _join("[", inside, ", ", inside, "]"),
        _join("(", inside, " if ", inside, " else ", inside, ")"),
    ),
    max_leaves=8,
)  # fmt: skip


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _is_plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(_is_plain(each) for each in value)
    return value is None or type(value) in {bool, int, float, str, Decimal, date, datetime}


@ALWAYS_THE_SAME
@given(TYPED)
def test_where_python_has_an_answer_ours_is_the_same(text: str) -> None:
    try:
        expected: Any = eval(text, {"payload": PAYLOAD})
    except (ArithmeticError, ValueError):
        expected = EvaluationError
    try:
        found = Expression.parse(text).evaluate({"payload": PAYLOAD})
    except EvaluationError:
        found = EvaluationError
    assert (type(found), found) == (type(expected), expected)


@ALWAYS_THE_SAME
@given(st.one_of(SOUP, WILD, st.text(max_size=40), st.text("()[]{}'\"\\.,:0aé_ \n", max_size=40)))
@example("payload[:payload]")
@example("{[]: 1}")
def test_nothing_but_our_own_errors_and_plain_data_comes_out(text: str) -> None:
    try:
        value = Expression.parse(text).evaluate(NAMES, now=lambda: datetime(2026, 1, 31, tzinfo=UTC))
    except ExpressionError as error:
        assert str(error)
    else:
        assert _is_plain(value)


@ALWAYS_THE_SAME
@given(WILD)
def test_nothing_but_our_own_errors_and_plain_data_comes_out_unchecked(text: str) -> None:
    try:
        value = unchecked(text).evaluate(NAMES, now=lambda: datetime(2026, 1, 31, tzinfo=UTC))
    except ExpressionError:
        return
    assert _is_plain(value)


@ALWAYS_THE_SAME
@given(WILD, st.integers(0, 30))
def test_no_expression_spends_more_than_it_was_given(text: str, budget: int) -> None:
    try:
        expression = Expression.parse(text)
        in_full = expression.evaluate(NAMES, now=lambda: datetime(2026, 1, 31, tzinfo=UTC))
    except ExpressionError:
        return
    state = State(NAMES, now=lambda: datetime(2026, 1, 31, tzinfo=UTC), budget=budget)
    try:
        assert expression.work_out(state) == in_full
    except BudgetError:
        pass
    assert 0 <= state.work <= budget <= WORK
