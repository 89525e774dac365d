"""What an expression says that cannot be worked out with the data it meets."""

import pytest

from tests.ops.workflows.sentences import ENVIRONMENT, failure_of


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "payload.name + 1",
            "a text + a number cannot be calculated. Change the kind first with int(), decimal(), "
            "date() or str(); where a value may be missing, write (… or 0).",
        ),
        (
            "payload.no + 1",
            "nothing (None) + a number cannot be calculated. Change the kind first with int(), "
            "decimal(), date() or str(); where a value may be missing, write (… or 0).",
        ),
        (
            "payload.name < 1",
            "a text and a number have no order. Compare values of one kind: int(), decimal(), date().",
        ),
        (
            "payload.score.unit",
            "a number has no keys, so that “unit” cannot be read from it. Look at what this data holds.",
        ),
        ("payload.tags['a']", "a list is read by number, not by a text. Write a number in the brackets."),
        ("payload.tags[0.5]", "a list is read by number, not by a number. Write a number in the brackets."),
        ("payload.score[1:]", "a number cannot be sliced. Only a text or a list can."),
        (
            "'a' in payload.no",
            "nothing (None) cannot hold a text, so that “in” has no answer. Ask a list, a record or a "
            "text; where it may be missing, write (… or []).",
        ),
        (
            "len(payload.no)",
            "“len” cannot be used on nothing (None). Change the kind first, or give what is missing a "
            "default.",
        ),
        (
            "payload.no.lower()",
            'nothing (None) has no “lower”. Where the value may be missing, write (… or "").lower(…).',
        ),
        (
            "payload.score.get('a')",
            'a number has no “get”. Where the value may be missing, write (… or "").get(…).',
        ),
        (
            "int('twelve')",
            "“int” has no answer for what it was given. Check the value before, or give another.",
        ),
        ("max([])", "“max” has no answer for what it was given. Check the value before, or give another."),
        (
            "max([1, None])",
            "“max” cannot be used on a list. Change the kind first, or give what is missing a default.",
        ),
        ("payload.score / 0", "it divides by zero. Ask before whether the divisor is zero."),
        ("payload.mrr % 0", "it divides by zero. Ask before whether the divisor is zero."),
        ("days(1) / 0", "it divides by zero. Ask before whether the divisor is zero."),
        (
            "-payload.name",
            "a text cannot have a sign. Only a number can; change it first with int() or decimal().",
        ),
        (
            "date('31/01/2026')",
            "date() was given a text that is no date. Write it as 2026-01-31 or 2026-01-31T18:00:00Z.",
        ),
        (
            "days(5)",
            "its result, a span of days, cannot be kept. Make it a number or a text; divide a span by "
            "days(1).",
        ),
        ("{1: 2}", "a record has a number as a key. Only a text can be one; write str(…)."),
        ("{payload.tags: 2}", "a list cannot be a key of a record. Use a text or a number."),
        (
            "payload[payload.tags]",
            "a record has no keys, so that “a list” cannot be read from it. Look at what this data holds.",
        ),
        (
            "now() + days(999999999)",
            "a number or date becomes too large or has no meaning. Work with smaller ones.",
        ),
        (
            "payload.tags.index('cold')",
            "“index” has no answer for what it was given. Check the value before, or give another.",
        ),
        (
            "payload.tags[::0]",
            "a slice goes from one whole number to another, by steps that are not zero. Look at its bounds.",
        ),
        (
            "payload.name['a':]",
            "a slice goes from one whole number to another, by steps that are not zero. Look at its bounds.",
        ),
    ],
)
def test_what_cannot_be_worked_out_fails_with_a_sentence(text: str, fault: str) -> None:
    assert failure_of(text, ENVIRONMENT) == f"The expression “{text}” cannot be worked out: {fault}"


def test_a_failure_shows_no_more_of_a_long_expression_than_needed() -> None:
    shown = failure_of(f"1 - payload.name - {'0' * 300}", ENVIRONMENT)
    assert shown.startswith(f"The expression “1 - payload.name - {'0' * 181}…” cannot be worked out: ")
