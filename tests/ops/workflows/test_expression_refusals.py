"""What is no expression at all, is too deep, or could be misread; and what a refusal says."""

import sys
import warnings

import pytest

from ops.workflows.expressions import Expression, ExpressionError, NotAllowedError
from tests.ops.workflows.sentences import refusal_of, unchecked

#: What is no expression for Python either, or is written so that a person reads another thing than Python does.
UNREADABLE = {
    "nothing": "",
    "blanks": " \n ",
    "a statement": "import os",
    "an assignment": "payload = 1",
    "two statements": "1; 2",
    "two lines": "1\n2",
    "a deletion": "del payload",
    "a decorator": "@payload",
    "an open bracket": "(1",
    "a closed bracket": "1)",
    "out of our brackets and in again": "1) + (2",
    "the wrong bracket": "(1]",
    "an open text": "'a",
    "a text over two lines": "'a\nb'",
    "three quotes": "'''a'''",
    "a comment": "1 # and more",
    "a comment in front of an end": "payload # )",
    "a line that goes on": "1 + \\\n 2",
    "a question mark": "payload?.x",
    "a dollar": "$payload",
    "NUL": "1\x00",
    "NUL in a text": "'\x00'",
    "NUL escaped": "'\\x00'",
    "half a character": "'\ud800'",
    "half a character escaped": "'\\ud800'",
    "a character that is none": "'\\U00110000'",
    "an unknown backslash": "'\\d'",
    "a backslash by name": "'\\N{BULLET}'",
    "an octal backslash": "'\\400'",
    "a raw text": "r'a'",
    "a text of bytes": "rb'a'",
    "a template text": "t'a'",
    "a number that runs into a word": "1or 2",
    "a number with a dot that runs into a word": "1.or 2",
    "a hexadecimal number that runs into a word": "0xfor 2",
    "a number with a leading zero": "007",
    "digits of another script": "٣ + 1",
    "a space without width": "payload\u200b.x",
    "a space that does not break": "payload\u00a0.x",
    "writing from right to left": "payload.x \u202e== 1",
    "a page break": "payload\x0c.x",
    "a byte order mark": "\ufeffpayload",
    "full width underscores": "payload.＿＿class＿＿",  # noqa: RUF001
    "a keyword as a name": "payload.if",
    "an accent": "payload.ação",
}  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_without_doubt_is_refused(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NotAllowedError):
            Expression.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "1" + ")" * 900,
        "[" * 900 + "]" * 900,
        "not " * 450 + "1",
        "-" * 1900 + "1",
        "payload" + ".a" * 900,
        "payload" + "[0]" * 600,
        "+".join(["1"] * 900),
        "1 if 1 else " * 150 + "1",
        "lambda:" * 250 + "1",
        "1 and (" * 200 + "1" + ")" * 200,
        "-".join(["a(" * 300]),
        "[" * 1900,
        "payload.get(" * 150 + "1" + ")" * 150,
        "1 < " * 600 + "1",
    ],
    ids=lambda text: text[:16],
)
@pytest.mark.parametrize("stack", [0, 700], ids=["shallow", "deep"])
def test_what_is_nested_too_deeply_is_refused_however_deep_the_caller_is(text: str, stack: int) -> None:
    def parse(level: int) -> None:
        if level:
            parse(level - 1)
        else:
            with pytest.raises(NotAllowedError):
                Expression.parse(text)

    assert sys.getrecursionlimit() == 1000
    parse(stack)


def test_a_tree_that_nobody_checked_cannot_be_too_deep_either() -> None:
    with pytest.raises(ExpressionError):
        unchecked("-" * 900 + "1").evaluate({})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "",
            "The expression is empty (line 1, column 1). Write what is to be worked out, such as "
            "payload.score >= 50.",
        ),
        (
            "1 + " * 600 + "1",
            "The expression has 2401 characters, and 2000 are allowed (line 1, column 1). Shorten it, "
            "or split it in two steps.",
        ),
        (
            "payload.score = 1",
            "This is not a whole expression (line 1, column 1). Look at operators, commas and brackets "
            "here; equality is written ==, and there are no statements.",
        ),
        (
            "payload.score >",
            "This is not a whole expression (line 1, column 16). Look at operators, commas and "
            "brackets here; equality is written ==, and there are no statements.",
        ),
        (
            "'é' +\n  getattr(payload, 'x')",
            "There is no function “getattr” (line 2, column 3). There are len min max sum any all "
            "round abs int float decimal date str bool lower upper strip contains startswith now days.",
        ),
        (
            "'éé' + foo",
            "The name “foo” is not known (line 1, column 8). An expression reads event, payload, "
            "steps, run, context; put texts in quotes.",
        ),
        (
            "'\u2028é' + foo",
            "The name “foo” is not known (line 1, column 8). An expression reads event, payload, "
            "steps, run, context; put texts in quotes.",
        ),
        (
            "1 + now",
            "The function “now” stands here without being called (line 1, column 5). Call it: now(…).",
        ),
        (
            "payload.__class__",
            "“__class__” begins with an underscore, as what is Python's own does, and is not allowed "
            "(line 1, column 1). Read keys of the data only; one that begins with a single underscore "
            'is read as payload["_id"].',
        ),
        (
            "'a'.upper",
            "“.upper” asks a key of something that has no keys (line 1, column 1). A dot reads a key "
            "of a record; call a method with brackets behind it.",
        ),
        (
            "'%s' % 1",
            "A text cannot be filled in with % (line 1, column 1). Join texts with +, or write a "
            "template: {{ … }} inside the text.",
        ),
        ("2 ** 2", "The power ** is not allowed (line 1, column 1). Multiply with *."),
        (
            "'a' * 2",
            "A text, list or record cannot be multiplied (line 1, column 1). Write it out, or change a "
            "text to a number with int() or decimal().",
        ),
        (
            "payload.tags.pop()",
            "The method “pop” is not allowed here (line 1, column 1). Only the methods of texts, lists "
            "and records that read are, such as get, keys, lower, split and count.",
        ),
        (
            "'a'.get('b')",
            "The method “get” is not allowed here (line 1, column 1). Only the methods of texts, lists "
            "and records that read are, such as get, keys, lower, split and count.",
        ),
        ("len()", "“len” was given 0 arguments (line 1, column 1). It takes 1 to 1."),
        ("payload.get()", "“get” was given 0 arguments (line 1, column 1). It takes 1 to 2."),
        (
            "[x for x in payload]",
            "A comprehension is not allowed (line 1, column 1). Use in, any, all, sum, min or max on "
            "the list itself.",
        ),
        (
            "lambda context: lambda context: 1",
            "A lambda is allowed only as “lambda context: …” around the whole expression (line 1, "
            "column 17). Write “lambda context:” once, at the very beginning, or leave it out.",
        ),
        (
            "payload.é",
            "The character “é” is not allowed outside quotes (line 1, column 9). Write names with the "
            "letters a to z, digits and _; put any other text in quotes.",
        ),
        (
            "payload.a\x00",
            "The character “\\x00” is not allowed outside quotes (line 1, column 10). Write names with "
            "the letters a to z, digits and _; put any other text in quotes.",
        ),
        (
            "f'{1}'",
            "A letter before a quote is not allowed: f-strings, bytes and raw texts are not part of "
            "expressions (line 1, column 1). Write the plain text in quotes, and join texts with +.",
        ),
        (
            "'a\\d'",
            "This text is not closed, or holds a backslash that means nothing (line 1, column 1). "
            "Close it with the same quote on the same line; write a backslash as \\\\.",
        ),
        (
            "[1, (2]",
            "This bracket closes none that is open (line 1, column 7). Remove it, or open it before.",
        ),
        ("[1, (2)", "This bracket is not closed (line 1, column 1). Close it."),
    ],
)
def test_a_refusal_says_what_where_and_what_to_do(text: str, sentence: str) -> None:
    assert refusal_of(text) == sentence
