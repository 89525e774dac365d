"""What expressions mean: the language that the contract gives to conditions and values."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from django.test import override_settings

from nessos.kernel import clock
from ops.workflows.expressions import Environment, Expression, path_show
from tests.ops.workflows.sentences import ENVIRONMENT, NOON


def evaluate(text: str, names: Any = ENVIRONMENT) -> Any:
    return Expression.parse(text).evaluate(names, now=lambda: NOON)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # literals
        ("1", 1), ("1_000", 1000), ("0x1F", 31), ("2.5e1", 25.0), (".5", 0.5), ("'a'", "a"),
        ('"é\\n\\u00e9"', "é\né"),
        ("True", True), ("None", None), ("[1, 'a', [2]]", [1, "a", [2]]), ("(1, 2)", [1, 2]),
        ("{'a': {'b': 1}}", {"a": {"b": 1}}),
        ("{1: 'low', 2: 'high'}[2]", "high"),
        # names, dots, brackets, slices
        ("payload.score", 50), ("payload['score']", 50), ("payload['a key'].deep['er']", 1),
        ("payload.items[0].id", "prod_1"),
        ("payload.tags[-1]", "erp"), ("payload.tags[1:]", ["erp"]), ("payload.name[1:4]", "Ana"),
        ("payload.name[1:][::-1]", " anA"),
        ("steps.qualify.output.score", 80), ("run.id", "r1"), ("context.score", 90),
        ("context.tags", ["a"]),
        ("payload.get", "a key as well"), ("payload.items", [{"id": "prod_1", "price": 100.0}]),
        # what is missing is None
        ("event.payload.x", None), ("payload.no.such['thing'][0].here", None), ("payload.tags[9]", None),
        ("payload.tags[-9]", None),
        ("payload.tags[None]", None), ("payload[None]", None), ("None[0]", None),
        ("payload.nothing[1:2]", None), ("steps.other.output.x", None),
        ("payload.name[99]", None),
        # arithmetic
        ("1 + 2 * 3 - 4", 3), ("7 // 2", 3), ("7 % 4", 3), ("7 / 2", 3.5), ("-payload.score", -50),
        ("+1", 1), ("'a' + 'b'", "ab"), ("[1] + [2]", [1, 2]),
        ("payload.mrr + 0.1", Decimal("10.20")), ("payload.mrr * 3", Decimal("30.30")),
        ("0.1 + payload.mrr", Decimal("10.20")), ("payload.mrr / 2", Decimal("5.05")),
        ("-payload.mrr", Decimal("-10.10")), ("True + 1", 2),
        # comparisons
        ("payload.score >= 50", True), ("1 < 2 < 3", True), ("1 < 3 < 2", False),
        ("payload.mrr == 10.1", True), ("payload.mrr > 10.05", True),
        ("payload.mrr in [10.1]", True), ("1 == 1.0", True), ("'b' > 'a'", True), ("[1, 2] < [1, 3]", True),
        ("[1] == [1.0]", True),
        ("payload.nothing == None", True), ("'a' == 1", False), ("payload == payload", True),
        ("payload.items == [{'id': 'prod_1', 'price': 100}]", True),
        ("'ot' in payload.tags[0]", True), ("'x' not in payload.tags", True), ("'score' in payload", True),
        ("payload.score in {40, 50}", True),
        ("payload.score not in {40, 50}", False), ("payload.nothing is None", True),
        ("payload.score is not None", True), ("[1] != [2]", True), ("payload == {}", False),
        # ordering against nothing is false
        ("payload.nothing < 1", False), ("payload.nothing >= 1", False), ("1 > payload.nothing", False),
        ("None < None", False), ("1 < 2 < None", False),
        # logic
        ("payload.nothing or 'x'", "x"), ("payload.score and 'x'", "x"), ("0 and 1 / 0", 0),
        ("1 or 1 / 0", 1), ("not payload.nothing", True),
        ("'yes' if payload.score > 10 else 1 / 0", "yes"), ("1 / 0 if payload.nothing else 2", 2),
        # several lines
        ("payload.score > 10\n  and payload.mrr > 1", True), (" 1 ", 1), ("'a\\\\b'", "a\\b"),
    ],
)  # fmt: skip
def test_the_language_means_what_it_means_in_python(text: str, value: object) -> None:
    assert evaluate(text) == value
    assert type(evaluate(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("len(payload.tags)", 2), ("len('abc') + len({'a': 1})", 4), ("min(3, 1, 2)", 1),
        ("max(payload.tags)", "hot"), ("min([2.5, payload.mrr])", 2.5),
        ("sum([1, 2.5, payload.mrr])", Decimal("13.60")), ("sum([], 5)", 5), ("any([0, 1])", True),
        ("all([0, 1])", False), ("all([])", True),
        ("round(2.567, 2)", 2.57), ("round(2.5)", 2), ("round(payload.mrr * 1.05, 2)", Decimal("10.60")),
        ("round(payload.mrr)", 10), ("abs(-3)", 3),
        ("abs(-payload.mrr)", Decimal("10.10")), ("int('12')", 12), ("int(12.9)", 12),
        ("float('1.5')", 1.5), ("float(payload.mrr)", 10.1),
        ("decimal('1.10')", Decimal("1.10")), ("decimal(0.1)", Decimal("0.1")), ("decimal(1)", Decimal(1)),
        ("bool([])", False), ("bool('a')", True),
        ("str(5)", "5"), ("str(True)", "True"), ("str(None)", "None"),
        ("str(payload.mrr * 100)", "1010.00"), ("str(payload.due)", "2026-01-31"),
        ("str(now())", "2026-01-31T12:00:00Z"), ("str([1, payload.mrr])", '[1, "10.10"]'),
        ("lower('AÇÃO')", "ação"), ("upper('ação')", "AÇÃO"), ("strip(payload.name)", "Ana"),
        ("contains(payload.tags, 'hot')", True),
        ("contains('abc', 'b')", True), ("contains({'a': 1}, 'a')", True),
        ("startswith('abc', 'ab')", True),
        # these five take a missing value too
        ("lower(None)", None), ("upper(payload.no)", None), ("strip(None)", None),
        ("contains(None, 'a')", False), ("contains('a', None)", False),
        ("startswith(None, 'a')", False), ("startswith('a', payload.no)", False),
        # dates and moments
        ("now()", NOON), ("date('2026-02-28')", date(2026, 2, 28)),
        ("date(2026, 2, 28)", date(2026, 2, 28)), ("date(payload.due)", date(2026, 1, 31)),
        ("date('2026-02-01T01:00:00Z')", date(2026, 1, 31)), ("date(now())", date(2026, 1, 31)),
        ("date('2026-01-31') - days(31)", date(2025, 12, 31)),
        ("now() + days(1.5)", datetime(2026, 2, 2, tzinfo=UTC)),
        ("days(1) + now()", datetime(2026, 2, 1, 12, tzinfo=UTC)),
        ("(now() - payload.sent_at) / days(1)", 1.0), ("payload.sent_at < now() - days(1)", False),
        ("payload.sent_at <= now() - days(1)", True),
        ("(payload.due - date('2026-01-01')) // days(7)", 4), ("days(2) * 2 > days(3)", True),
        ("2 * days(1) == days(2)", True), ("abs(days(-1)) == days(1)", True),
        ("days(payload.mrr) > days(10)", True), ("days(4) / 2 == days(2)", True),
        ("sum([days(1), days(2)], days(0)) == days(3)", True), ("-1 * days(1) < days(0)", True),
        # a date is the moment at which its day begins in São Paulo, at 03:00 UTC
        ("payload.due < now()", True), ("payload.due == date(now())", True),
        ("payload.sent_at < payload.due", True), ("(now() - payload.due) / days(1)", 0.375),
        ("payload.due > payload.sent_at", True), ("payload.due in [now() - days(0.375)]", True),
        ("payload.due == '2026-01-31'", False),
    ],
)  # fmt: skip
@override_settings(TIME_ZONE="America/Sao_Paulo")
def test_functions_answer(text: str, value: object) -> None:
    assert evaluate(text) == value
    assert type(evaluate(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("context.get('score', 0)", 90), ("context.get('no', 7)", 7), ("context.get('no')", None),
        ("payload['a key'].deep.keys()", ["er"]),
        ("payload['a key'].deep.values()", [1]), ("payload['a key'].deep.items()", [["er", 1]]),
        ("'a b'.split()", ["a", "b"]),
        ("'a,b,c'.split(',', 1)", ["a", "b,c"]), ("payload.name.strip().upper()", "ANA"),
        ("'a-b'.replace('-', '+')", "a+b"), ("', '.join(payload.tags)", "hot, erp"),
        ("payload.tags.index('erp')", 1), ("payload.tags.count('hot')", 1), ("'banana'.count('an')", 2),
        ("'abc'.startswith(('x', 'a'))", True),
        ("'abc'.find('c')", 2), ("'7'.zfill(3)", "007"), ("'abc'.isdigit()", False),
        ("'a=b'.partition('=')", ["a", "=", "b"]), ("'x.y'.removesuffix('.y')", "x"),
        ("'a\\nb'.splitlines()", ["a", "b"]), ("'Ana'.ljust(5, '.')", "Ana.."),
    ],
)  # fmt: skip
def test_methods_that_read_answer(text: str, value: object) -> None:
    assert evaluate(text) == value


def test_the_context_is_the_payload_and_the_outputs_later_over_earlier() -> None:
    environment = Environment(
        payload={"a": 1, "b": 1, "c": 1}, outputs={"x": {"b": 2, "c": 2}, "y": ["no record"], "z": {"c": 3}}
    )
    assert evaluate("context", environment) == {"a": 1, "b": 2, "c": 3}
    assert evaluate("context.keys()", Environment(payload=["no record"])) == []


def test_names_that_the_caller_does_not_give_are_missing() -> None:
    assert evaluate("run.id", {"payload": {}}) is None
    assert evaluate("event", Environment()) is None


def test_one_evaluation_happens_at_one_moment() -> None:
    moments = iter([NOON, datetime(2027, 1, 1, tzinfo=UTC)])
    assert Expression.parse("now() == now()").evaluate({}, now=lambda: next(moments)) is True


@override_settings(NESSOS_TEST_CLOCK=False)
def test_now_is_the_business_time_unless_the_caller_says_otherwise() -> None:
    with clock.at(NOON):
        assert Expression.parse("now()").evaluate({}) == NOON


def test_a_result_is_a_copy_of_its_own() -> None:
    payload = {"tags": ["a"]}
    Expression.parse("payload").evaluate({"payload": payload})["tags"].append("b")
    assert payload == {"tags": ["a"]}


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("payload.score >= 50", {("payload", "score")}),
        (
            "steps.x.output.y == payload['a key'].z",
            {("steps", "x", "output", "y"), ("payload", "a key", "z")},
        ),
        ("payload.items[0].id", {("payload", "items", 0, "id")}),
        ("payload.items[-1]", {("payload", "items", -1)}),
        ("payload.items[payload.n].id", {("payload", "items"), ("payload", "n")}),
        ("payload.items[1:].id", {("payload", "items")}),
        ("context.get('a', run.id).b", {("context", "a", "b"), ("run", "id")}),
        ("context.get(payload.key)", {("context",), ("payload", "key")}),
        ("payload.name.lower().split()", {("payload", "name")}),
        ("payload.a.items()[0].x", {("payload", "a")}),
        ("(event or payload).x", {("event",), ("payload",)}),
        ("lambda context: len(context.x) + now()", {("context", "x")}),
        ("'payload.x'", set()),
        ("payload.a if payload.b else [payload.c, {'k': payload.d}]", {("payload", key) for key in "abcd"}),
    ],
)
def test_an_expression_says_what_it_reads(text: str, paths: set[tuple[str | int, ...]]) -> None:
    expression = Expression.parse(text)
    assert expression.paths() == paths
    assert expression.names() == {path[0] for path in paths}


def test_a_path_is_shown_as_it_is_written() -> None:
    assert path_show(("steps", "x", "output", "a key", 0, "y")) == "steps.x.output['a key'][0].y"


class Stage(StrEnum):
    WON = "won"


def test_what_only_behaves_like_plain_data_comes_out_as_plain_data() -> None:
    names = {"payload": MappingProxyType({"stage": Stage.WON, "rows": ({"a": 1},)})}
    assert evaluate("payload.stage == 'won' and payload.get('stage').upper() == 'WON'", names) is True
    assert evaluate("payload", names) == {"stage": "won", "rows": [{"a": 1}]}
    assert type(evaluate("payload.stage", names)) is str


def test_the_same_text_is_parsed_once() -> None:
    assert Expression.parse("payload.score >= 50") is Expression.parse("payload.score >= 50")
