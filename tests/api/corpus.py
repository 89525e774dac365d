"""What nobody should send."""

from typing import Any

DEEP = 100_000

#: Whole bodies that are no JSON object of any record.
BODIES: dict[str, bytes] = {
    "no JSON": b"{",
    "a form": b"name=Ana&email=ana@example.com",
    "a list": b"[]",
    "a list of objects": b'[{"name": "Ana"}]',
    "a text": b'"Ana"',
    "a number": b"5",
    "null": b"null",
    "two documents": b"{}{}",
    "bad UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "Ana"}'.encode("utf-16"),
    "NUL in a value": b'{"name": "a\\u0000b", "title": "a\\u0000b"}',
    "NUL as a byte": b'{"name": "a\x00b"}',
    "NUL in a name": b'{"\\u0000": 1}',
    "half a surrogate pair": b'{"name": "\\ud800", "title": "\\ud800"}',
    "a surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "1e400": b'{"name": 1e400}',
    "NaN": b'{"name": NaN}',
    "ten thousand digits": b'{"name": ' + b"9" * 10_000 + b"}",
    "100,000 brackets": b"[" * DEEP,
    "100,000 closed brackets": b"[" * DEEP + b"]" * DEEP,
    "100,000 braces": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "a name twice": b'{"name": "Ana", "name": "Rui"}',
    "an unknown field": b'{"colour": "red"}',
    "a prototype": b'{"__proto__": {}, "constructor": {}}',
}

CONTENT_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "nonsense",
    "",
)

IDS = (
    "no-id",
    "0",
    "-1",
    "%00",
    "%ff",
    "..%2f",
    "'",
    "1" * 300,
    "0193f7f0-0000-7000-8000-000000000000",
    "null",
)

NOBODY = "0193f7f0-0000-7000-8000-000000000000"

#: By what a property is: values that no reading of it allows.
_WRONG: dict[str, list[Any]] = {
    "enum": ["nowhere", 5, True, [], {}, 1.5, "\u0000"],
    "decimal": ["x", "NaN", "Infinity", "1e400", "1e30", "1.23456789", 1e300, True, [], {}, "", "9" * 40],
    "date": [
        *("", "x", "0001-01-01", "9999-12-31T23:59:59-12:00", "2026-02-30", "2026-13-01T00:00:00Z"),
        *(5, True, [], {}, "10000-01-01", "-2026-01-01"),
    ],
    "uuid": ["", "x", NOBODY, 5, True, [], {}, "\u0000", "{" + NOBODY],
    "string": [5.5, True, [], {}, ["x"], "a\u0000b", "\ud800"],
    "integer": ["5", 1.5, True, [], {}, 10**30, -(10**30), 2**31, -1],
    "boolean": ["true", 1, 0, [], {}],
    "array": [5, True, {}, "x", [[]], [{"x": [[]]}], [None], ["\u0000"]],
    "object": [5, True, [], "x", {"\u0000": 1}, {"a": "\ud800"}],
}


def values_wrong_for(schema: dict[str, Any]) -> list[Any]:
    kinds = _kinds_of(schema)
    wrong = list(_WRONG.get(_sort_of(schema, kinds), ()))
    if kinds and "null" not in kinds:
        wrong.append(None)
    if "maxLength" in schema:
        wrong.append("a" * (schema["maxLength"] + 1))
    return wrong


def _sort_of(schema: dict[str, Any], kinds: set[str]) -> str:
    named = "enum" if "enum" in schema else schema.get("format", "").removesuffix("-time")
    if named in _WRONG:
        return str(named)
    return next((kind for kind in ("string", "integer", "boolean", "array", "object") if kind in kinds), "")


def _kinds_of(schema: dict[str, Any]) -> set[str]:
    given = schema.get("type", [])
    kinds = {given} if isinstance(given, str) else set(given)
    return kinds | {choice["type"] for choice in schema.get("oneOf", ()) if "type" in choice}
