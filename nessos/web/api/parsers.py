"""JSON as it must be: bounded, UTF-8, and nothing in it that PostgreSQL or a double cannot hold."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from nessos.kernel.text import text_validate

#: Deeper than anything a person or a program of sense sends, and far from Python's own limit.
DEEPEST = 60
#: A string with its escapes, or a bracket. Possessive throughout: time grows with the text alone.
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|[\[\]{}]', re.DOTALL)
#: Only an escape can bring these in: UTF-8 refuses bare surrogates, and JSON refuses bare control characters.
_FORBIDDEN_ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        _charset_check(media_type or "")
        return json_read(_bytes_read(stream))


def json_read(raw: bytes) -> Any:
    """The value that these bytes are; ``ParseError`` says what is wrong with them."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(_("The body is not UTF-8: byte %(at)d is wrong.") % {"at": error.start}) from error
    _depth_check(text)
    try:
        value = json.loads(
            text, parse_float=_float_read, parse_constant=_constant_refuse, object_pairs_hook=_object_read
        )
    except json.JSONDecodeError as error:
        sentence = _("The body is not JSON: line %(line)d, column %(column)d: %(why)s.")
        raise ParseError(
            sentence % {"line": error.lineno, "column": error.colno, "why": error.msg}
        ) from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise ParseError(_("The body holds a number that is too large.")) from error
    if _FORBIDDEN_ESCAPES.search(text):
        _text_check(value)
    return value


def _charset_check(media_type: str) -> None:
    _media_type, parameters = parse_header_parameters(media_type)
    charset = parameters.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise ParseError(_("JSON is taken in UTF-8 only, not in %(charset)s.") % {"charset": charset})


def _bytes_read(stream: IO[Any]) -> bytes:
    """Read no more than is allowed, whatever length was stated: one byte beyond the limit is enough to know."""
    limit: int | None = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if limit is None:
        return bytes(stream.read())
    raw = bytes(stream.read(limit + 1))
    if len(raw) > limit:
        raise RequestDataTooBig
    return raw


def _depth_check(text: str) -> None:
    """Before the parser, which recurses."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for token in _TOKENS.finditer(text):
        match text[token.start()]:
            case "[" | "{":
                depth += 1
                if depth > DEEPEST:
                    raise ParseError(
                        _("The body is nested deeper than %(deepest)d levels.") % {"deepest": DEEPEST}
                    )
            case "]" | "}":
                depth -= 1


def _float_read(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ParseError(_("The body holds a number that is too large."))
    return number


def _constant_refuse(name: str) -> NoReturn:
    raise ParseError(_("%(name)s is no number in JSON.") % {"name": name})


def _object_read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        name = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ParseError(_("The name %(name)s stands twice in one object.") % {"name": json.dumps(name)})
    return value


def _text_check(value: Any) -> None:
    try:
        text_validate(value)
    except ValidationError as error:
        raise ParseError(" ".join(error.messages)) from error
