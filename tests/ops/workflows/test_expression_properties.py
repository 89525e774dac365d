"""Properties: what agrees with Python agrees for any expression, and nothing but our own errors ever comes out."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ops.workflows.expressions import BudgetError, EvaluationError, Expression, ExpressionError, State
from tests.ops.workflows.sentences import NOON, unchecked

ALWAYS_THE_SAME = settings(derandomize=True, deadline=None, max_examples=400)

PAYLOAD: dict[str, Any] = {"n": 7, "m": -3, "t": "abc", "u": "b", "l": [1, 2, 3], "k": ["b", "abc"], "e": []}


def _join(*parts: Any) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


#: How an expression of each sort is made of smaller ones: n a number, t a text, l a list of numbers, b a truth.
_LEAVES = {
    "n": ["7", "payload['n']", "payload['m']", "0", "12"],
    "t": ["'a'", "'é\\n\\\\'", "payload['t']", "payload['u']", "''"],
    "l": ["payload['l']", "payload['e']", "[1, 2]"],
    "b": ["True", "False", "('b' in payload['k'])"],
}
_FORMS = {
    "n": [
        "({n} + {n})", "({n} - {n})", "({n} * {n})", "({n} // {n})", "({n} % {n})", "-{n}", "len({t})", "len({l})",
        "({n} if {b} else {n})", "max({n}, {n})", "min({n}, {n})", "sum({l})", "sum({l}, {n})", "abs({n})", "{t}.count({t})",
        "int(str({n}))", "round({n})", "({n} and {n})", "({b} + {n})", "{t}.find({t})", "{l}.count({n})",
    ],
    "t": [
        "({t} + {t})", "{t}[{n}:{n}]", "{t}[{n}:]", "{t}[::-1]", "{t}.upper().strip()", "str({n})", "{t}.replace({t}, {t})",
        "({t} or {t})", "({t} if {b} else {t})", "{t}.join([{t}, {t}])", "str({b})", "{t}.removeprefix({t})", "'-'.join({t}.split())",
    ],
    "l": ["[{n}, {n}]", "({l} + {l})", "{l}[{n}:]", "{l}[{n}:{n}]", "{l}[::-1]", "({b} and {l} or {l})", "[len({t})]"],
    "b": [
        "({n} < {n} <= {n})", "({n} == {n})", "({n} != {n} > {n})", "({t} < {t})", "({t} >= {t})", "({t} == {t})", "({l} == {l})",
        "({l} < {l})", "({n} in {l})", "({t} not in {t})", "({n} in {{{n}, {n}}})", "(not {b})", "(not {l})", "({t}[:] is not None)",
        "any({l})", "all({l})", "bool({t})", "({b} and {b})", "({b} or {b} and {b})", "{t}.startswith({t})", "{t}.isdigit()",
    ],
}  # fmt: skip


@st.composite
def typed(draw: st.DrawFn, sort: str = "", depth: int = 4) -> str:
    """An expression that Python's own eval can answer, up to four deep."""
    sort = sort or draw(st.sampled_from("ntlb"))
    if depth == 0:
        return draw(st.sampled_from(_LEAVES[sort]))
    form = draw(st.sampled_from(_FORMS[sort] if depth > 1 else _FORMS[sort] + _LEAVES[sort]))
    return (
        re.sub(r"\{([ntlb])\}", lambda hole: draw(typed(hole[1], depth - 1)), form)
        .replace("{{", "{")
        .replace("}}", "}")
    )


_WORDS = (
    "payload steps event context run len max min sum str int decimal date days now lower any round contains "
    "payload.n payload.t payload.l payload.d payload.w payload.x.y .get('n') .split() .items() .count( .join( "
    ". [ ] ( ) { } : , "
    "+ - * / // % < <= == != in not and or is None True if else lambda context: 0 1 -1 2.5 1e9 'a' '' \"b\" "
    "__class__ ** << & @ = := * for x await f'a' # \\ ;"
)
SOUP = st.lists(st.sampled_from(_WORDS.split(" ")), max_size=14).map(" ".join)
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
_SIGNS = [" + ", " - ", " * ", " / ", " // ", " % ", " < ", " >= ", " == ", " != ", " in ", " and ", " or "]
#: Anything beside anything: what Python's eval would answer with every error it has.
WILD = st.recursive(
    st.sampled_from(["payload", "payload.n", "payload.t", "payload.l", "payload.d", "payload.w", "payload.b", "payload.f",
                     "payload.x", "payload.no", "None", "0", "'a'", "1.5", "True", "days(2)", "now()", "[]", "{}"]),
    lambda inside: st.one_of(
        _join("(", inside, st.sampled_from(_SIGNS), inside, ")"),
        _join(inside, "[", inside, "]"),
        _join(inside, "[", inside, ":", inside, "]"),
        _join("(", inside, ").y"),
        _join("(", inside, st.sampled_from([").get(", ").count(", ").split(", ").join(", ").replace('a', ", ").zfill("]), inside, ")"),
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
@given(typed())
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
    value = None
    with suppress(ExpressionError):
        value = Expression.parse(text).evaluate(NAMES, now=lambda: NOON)
    assert _is_plain(value)


@ALWAYS_THE_SAME
@given(WILD)
def test_nothing_but_our_own_errors_and_plain_data_comes_out_unchecked(text: str) -> None:
    value = None
    with suppress(ExpressionError):
        value = unchecked(text).evaluate(NAMES, now=lambda: NOON)
    assert _is_plain(value)


@ALWAYS_THE_SAME
@given(WILD, st.integers(0, 30))
def test_no_expression_spends_more_than_it_was_given(text: str, budget: int) -> None:
    try:
        expression = Expression.parse(text)
        in_full = expression.evaluate(NAMES, now=lambda: NOON)
    except ExpressionError:
        return
    state = State(NAMES, now=lambda: NOON, budget=budget)
    with suppress(BudgetError):
        assert expression.work_out(state) == in_full
    assert 0 <= state.work <= budget
