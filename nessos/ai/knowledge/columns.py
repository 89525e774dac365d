"""Two kinds of column that Django does not know: pgvector's, and a full text that was analysed outside."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

#: Every space has as many: an index is of one length.
DIMENSIONS = 512
#: What a position in a full text may be at most, by PostgreSQL's own rule.
_FARTHEST = 16_383


class HalfVectorField(models.Field[Any, Any]):
    """``halfvec(512)``: half of a float's precision, a quarter of Python's, and as good for likeness."""

    description = "A vector of half-precision floats"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"halfvec({DIMENSIONS})"

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else vector_write(value)


class AnalysedField(SearchVectorField):  # type: ignore[type-arg]
    """A ``tsvector`` that is written as a literal: its words are the analyser's, not PostgreSQL's."""

    def get_placeholder(self, _value: Any, _compiler: Any, _connection: BaseDatabaseWrapper) -> str:
        return "%s::tsvector"


def vector_write(values: Sequence[float]) -> str:
    return "[" + ",".join(f"{value:.5g}" for value in values) + "]"


def analysed_write(weighed: Iterable[tuple[str, Iterable[str]]]) -> str:
    """A tsvector of words with their class: ``("A", title's words), ("D", the text's)``; a word once in each class."""
    places: dict[str, dict[str, int]] = {}
    position = 0
    for letter, words in weighed:
        for word in words:
            position = min(position + 1, _FARTHEST)
            places.setdefault(word, {}).setdefault(letter, position)
    return " ".join(
        f"{word_quote(word)}:{','.join(f'{at}{letter}' for letter, at in found.items())}"
        for word, found in places.items()
    )


def word_quote(word: str) -> str:
    """As a tsvector's or a tsquery's own literal."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
