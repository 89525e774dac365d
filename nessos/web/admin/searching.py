"""Searching in lists: every word must be found in one of the columns."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from nessos.kernel.text import fold

#: Columns named so hold a text without accents and case, and are compared with the words in the same form.
FOLDED = "folded"
WORDS = 8


def rows_search(rows: QuerySet[Any], columns: Iterable[str], term: str) -> QuerySet[Any]:
    """The rows that hold each word of the term in some column; ``=`` and ``^`` before a column mean as in Django."""
    words = _words(term)
    names = list(columns)
    if not words or not names:
        return rows
    return rows.filter(reduce(and_, (_holds(names, word) for word in words)))


def _words(term: str) -> list[str]:
    parts = list(smart_split(term.replace("\x00", "")))[:WORDS]
    return [unescape_string_literal(part) if _is_quoted(part) else part for part in parts]


def _is_quoted(part: str) -> bool:
    return len(part) > 1 and part[0] in "\"'" and part[0] == part[-1]


def _holds(columns: list[str], word: str) -> Q:
    return reduce(or_, (_column_holds(column, word) for column in columns))


def _column_holds(column: str, word: str) -> Q:
    if column.endswith(FOLDED):
        return Q(**{f"{column}__contains": fold(word)})
    if column.startswith("^"):
        return Q(**{f"{column[1:]}__istartswith": word})
    if column.startswith("="):
        return Q(**{f"{column[1:]}__iexact": word})
    return Q(**{f"{column}__icontains": word})
