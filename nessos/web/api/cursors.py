"""A position in a list, written so that it travels in an address: opaque, unsigned, and checked when it comes back."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError
from nessos.kernel.text import text_validate
from nessos.web.api.keyset import Keys

LONGEST = 4096


class CursorError(NessosError):
    code = "cursor_invalid"
    status = 400
    sentence: ClassVar[Any] = _("This cursor does not belong to this list. Begin again without a cursor.")

    errors: ClassVar[list[dict[str, Any]]] = [{"path": "cursor", "message": sentence}]


@dataclass(frozen=True, kw_only=True)
class Cursor:
    values: list[Any]
    backward: bool = False
    #: Whether the row at the position belongs to the page.
    inclusive: bool = False

    def write(self, keys: Keys) -> str:
        texts = [None if value is None else _text_of(value) for value in self.values]
        token = [[key.order() for key in keys], int(self.backward), int(self.inclusive), texts]
        return urlsafe_b64encode(json.dumps(token, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, keys: Keys) -> "Cursor":
        """A cursor of another list, or of another order, is refused: its position would mean nothing here."""
        try:
            order, backward, inclusive, texts = _token_open(token)
            if order != [key.order() for key in keys] or len(texts) != len(keys):
                raise CursorError
            values = [_value_of(key.field, text, key.nullable) for key, text in zip(keys, texts, strict=True)]
        except (
            ValueError,
            TypeError,
            RecursionError,
            OverflowError,
            ArithmeticError,
            ValidationError,
        ) as error:
            raise CursorError from error
        return cls(values=values, backward=bool(backward), inclusive=bool(inclusive))


def _token_open(token: str) -> Any:
    if len(token) > LONGEST:
        raise CursorError
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return json.loads(raw.decode())


def _text_of(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _value_of(field: Any, text: Any, nullable: bool) -> Any:
    if text is None and nullable:
        return None
    if not isinstance(text, str):
        raise CursorError
    text_validate(text)
    value = field.to_python(text)
    if value is None or (isinstance(value, datetime) and is_naive(value)):
        raise CursorError
    return value
