"""Values of a step: where ``{{ }}`` may stand, what it leaves, and how its faults are told."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.workflows.expressions import BudgetError, Environment
from ops.workflows.values import TemplateError, template_check, template_paths, value_fill
from tests.ops.workflows.sentences import NOON, filling_failure_of, sentence_of

ENVIRONMENT = Environment(
    payload={
        "name": "Ana",
        "score": 50,
        "ratio": 0.5,
        "mrr": Decimal("1200.00"),
        "due": date(2026, 1, 31),
        "sent_at": datetime(2026, 1, 30, 12, tzinfo=UTC),
        "tags": ["a", "ção"],
        "item": {"price": Decimal("9.90"), "on": date(2026, 1, 31)},
        "is_hot": True,
        "trap": "{{ payload.name }}",
    }
)


def fill(template: Any) -> Any:
    return value_fill(template, ENVIRONMENT, now=lambda: NOON)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("plain", "plain"),
        ("", ""),
        (5, 5),
        (None, None),
        # the whole text: the value keeps its kind
        ("{{ payload.score }}", 50),
        ("{{payload.mrr}}", Decimal("1200.00")),
        ("{{ payload.due }}", date(2026, 1, 31)),
        ("{{ payload.tags }}", ["a", "ção"]),
        ("{{ payload.no }}", None),
        ("{{ now() + days(1) }}", datetime(2026, 2, 1, 12, tzinfo=UTC)),
        ("{{\n  payload.score\n  > 10\n}}", True),
        ("{{ {'a': {'b': 1}} }}", {"a": {"b": 1}}),
        ("{{ {'a': {'b': 1}}}}", {"a": {"b": 1}}),
        # in mixed text
        ("Hello {{ payload.name }}!", "Hello Ana!"),
        (" {{ payload.score }}", " 50"),
        ("{{ payload.name }}{{ payload.score }}", "Ana50"),
        ("<{{ payload.no }}>", "<>"),
        ("{{ payload.is_hot }}/{{ payload.ratio }}", "true/0.5"),
        ("R$ {{ payload.mrr }} on {{ payload.due }}", "R$ 1200.00 on 2026-01-31"),
        ("at {{ payload.sent_at }}", "at 2026-01-30T12:00:00Z"),
        ("of {{ payload.tags }}", 'of ["a", "ção"]'),
        ("of {{ payload.item }}", 'of {"price": "9.90", "on": "2026-01-31"}'),
        # never evaluated again
        ("{{ payload.trap }}", "{{ payload.name }}"),
        ("Hi {{ payload.trap }}", "Hi {{ payload.name }}"),
        ("{{ '{{' + ' payload.name ' + '}}' }}", "{{ payload.name }}"),
        # braces that are meant
        ('{{ "{{" }}', "{{"),
        ('a {{ "{{" }} b }} c { d }', "a {{ b }} c { d }"),
        ("{{ '}}' }}", "}}"),
        ("{{ payload['}}'] }}", None),
        # all through
        (
            {"to": "{{ payload.name }}", "rows": [{"n": "{{ payload.score }}"}, "x"], "{{ key }}": 1},
            {"to": "Ana", "rows": [{"n": 50}, "x"], "{{ key }}": 1},
        ),
    ],
)
def test_a_template_is_filled(template: object, value: object) -> None:
    assert fill(template) == value
    assert type(fill(template)) is type(value)
    assert template_check(template) == []


def test_a_template_is_filled_at_one_moment() -> None:
    moments = iter([NOON])
    filled = value_fill(["{{ now() }}", {"at": "{{ now() }}"}], ENVIRONMENT, now=lambda: next(moments))
    assert filled == [NOON, {"at": NOON}]


def test_what_is_filled_in_is_a_copy_of_its_own() -> None:
    fill({"tags": "{{ payload.tags }}"})["tags"].append("b")
    assert ENVIRONMENT["payload"]["tags"] == ["a", "ção"]


def test_all_of_a_template_has_one_budget() -> None:
    text = "{{ sum(payload.tags_count) }}"
    names = Environment(payload={"tags_count": [1] * 100})
    assert value_fill([text] * 2, names, budget=500) == [100, 100]
    with pytest.raises(TemplateError) as failure:
        value_fill([text] * 6, names, budget=500)
    assert isinstance(failure.value.error, BudgetError)


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        (
            "Hello\n {{ payload.name",
            [
                (
                    "values: “{{” is not closed (line 2, column 2). "
                    'Close it with “}}”; write {{ "{{" }} where the braces themselves are meant.'
                )
            ],
        ),
        (
            {"title": "{{ payload.name } }", "other": "{{ (1 }}"},
            [
                (
                    "values.title: This bracket closes none that is open (line 1, column 17). "
                    "Remove it, or open it before."
                ),
                (
                    "values.other: This bracket closes none that is open (line 1, column 7). "
                    "Remove it, or open it before."
                ),
            ],
        ),
        (
            {"a": ["x", {"b c": "ok {{ payload.name }} {{ 2 ** 2 }}"}], "d": "\n {{\n foo }}"},
            [
                "values.a[1]['b c']: The power ** is not allowed (line 1, column 26). Multiply with *.",
                (
                    "values.d: The name “foo” is not known (line 3, column 2). "
                    "An expression reads event, payload, steps, run, context; put texts in quotes."
                ),
            ],
        ),
        (
            ["{{ }}"],
            [
                (
                    "values[0]: The expression is empty (line 1, column 4). "
                    "Write what is to be worked out, such as payload.score >= 50."
                )
            ],
        ),
        (
            ["{{ {{ payload.name }} }}"],
            ["values[0]: A set is allowed only behind in (line 1, column 4). Write a list in [ ]."],
        ),
    ],
)
def test_a_fault_says_where_it_stands(template: object, sentences: list[str]) -> None:
    assert [sentence_of(error) for error in template_check(template, "values")] == sentences
    with pytest.raises(TemplateError) as failure:
        value_fill(template, ENVIRONMENT, place="values")
    assert sentence_of(failure.value) == sentences[0]


def test_what_cannot_be_filled_in_says_where_it_stands() -> None:
    template = {"rows": ["{{ payload.name }}", "no {{ payload.name - 1 }}"]}
    assert filling_failure_of(template, ENVIRONMENT, "values") == (
        "values.rows[1]: The expression “payload.name - 1” cannot be worked out: a text - a number cannot be "
        "calculated. Change the kind first with int(), decimal(), date() or str(); where a value may be missing, "
        "write (… or 0)."
    )


def test_a_template_that_is_nested_too_deeply_is_refused() -> None:
    template: Any = "{{ payload.name }}"
    for _level in range(900):
        template = [template]
    sentence = (
        f"title{'[0]' * 51}: The lists and records are nested too deeply (line 1, column 1). Nest them less."
    )
    assert [sentence_of(error) for error in template_check(template, "title")] == [sentence]
    assert filling_failure_of(template, ENVIRONMENT, "title") == sentence


def test_a_template_says_what_it_reads_and_where() -> None:
    template = {
        "to": "{{ payload.email }}",
        "text": ["x", "{{ steps.draft.output.text }} for {{ payload.name or 'you' }}", "{{ broken"],
    }
    assert template_paths(template, "params") == [
        ("params.to", ("payload", "email")),
        ("params.text[1]", ("steps", "draft", "output", "text")),
        ("params.text[1]", ("payload", "name")),
    ]


@settings(derandomize=True, deadline=None, max_examples=400)
@given(
    st.recursive(
        st.one_of(
            st.text(max_size=20),
            st.text("{} 'a\n.", max_size=30),
            st.integers(),
            st.none(),
            st.just("{{ payload.mrr }}!"),
        ),
        lambda inside: st.one_of(
            st.lists(inside, max_size=3), st.dictionaries(st.text(max_size=5), inside, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_a_template_is_filled_or_refused_with_its_place(template: Any) -> None:
    faults = [str(error) for error in template_check(template, "values")]
    found: list[str] = []
    try:
        value_fill(template, ENVIRONMENT, place="values")
    except TemplateError as error:
        found.append(str(error))
    assert found == faults[:1]
