"""Which documents a person may read: those of rows that he may read, as long as they are of the rows' present state.

Once as Django has it, and once as SQL: the rules of rooms are Django's, the statement that a search is is not.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from nessos.ai.knowledge.sources import Source, sources
from nessos.web.access import Person

#: A piece of SQL with its values.
Part = tuple[str, Sequence[Any]]

#: Who may read no more texts than this has all of their pieces compared: exact, and no slower than an index that most
#: neighbours are thrown away of.
_FEW = 2_500
#: Rows with their state.
_CURRENT = "EXISTS (SELECT FROM ({rows}) AS r (id, state) WHERE r.id = d.object_id AND r.state = d.state)"
_FEW_READ = "SELECT count(*), array_agg(id)::text FROM ({documents} LIMIT %s) AS found"


def readable_now(chosen: Iterable[Source], user: Person | None, document: str = "") -> Q:
    """Of documents that are still of their rows' state; the rows are those that this person may read."""
    found = Q(pk__in=())
    for source in chosen:
        rows = source.readable(user).order_by()
        current = rows.filter(pk=OuterRef(f"{document}object_id"), updated_at=OuterRef(f"{document}state"))
        # In this order: of no other source is a row looked at.
        found |= Q(**{f"{document}source": source.name}) & Q(Exists(current))
    return found


def pieces_permit(chosen: Iterable[Source], user: Person | None, space: UUID) -> tuple[Part, bool]:
    """What keeps a piece ``c`` to the documents that this person may read, and whether they are few."""
    rules = dict(_rules_read(chosen, user))
    if len(rules) < len(sources.names()) or not all(source.reads_all(user) for source in sources):
        few = _few_read(rules, space)
        if few is not None:
            return few, True
    conditions = " OR ".join(f"(d.source = %s AND {rule})" for rule, _values in rules.values()) or "false"
    documents = f"SELECT d.id FROM ai_document d WHERE {conditions}"  # noqa: S608 - values travel beside it
    values = [value for name, (_rule, values) in rules.items() for value in (name, *values)]
    return (f"c.document_id IN ({documents})", values), False


def _few_read(rules: dict[str, Part], space: UUID) -> Part | None:
    """A query for each source, together: under one OR, each document of the house would be looked at."""
    if not rules:
        return "false", []
    documents = " UNION ALL ".join(
        f"SELECT d.id FROM ai_document d WHERE d.space_id = %s AND d.source = %s AND {rule}"  # noqa: S608
        for rule, _values in rules.values()
    )
    values = [value for name, (_rule, values) in rules.items() for value in (space, name, *values)]
    with connection.cursor() as cursor:
        cursor.execute(_FEW_READ.format(documents=documents), [*values, _FEW + 1])
        [count, found] = cursor.fetchone()
    # PostgreSQL's own spelling comes and goes: nobody here looks at thousands of ids.
    return ("c.document_id = ANY(%s::uuid[])", [found or "{}"]) if count <= _FEW else None


def _rules_read(chosen: Iterable[Source], user: Person | None) -> Iterable[tuple[str, Part]]:
    for source in chosen:
        try:
            rows, values = (
                source.readable(user).order_by().values_list("pk", "updated_at").query.sql_with_params()
            )
        except EmptyResultSet:
            continue
        yield source.name, (_CURRENT.format(rows=rows), values)
