"""The statement that a search is: what may answer, how well it fits, and in which order.

Three ways bring pieces: likeness, telling words, and exact numbers and names. What any of them brought is compared in
all of them, and the places that it takes there are fused: a reciprocal rank fusion in which equals share a place.

One statement, since each that is sent waits its turn at the server, which takes longer than the work of one way.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nessos.ai.knowledge.asking import Question
from nessos.ai.knowledge.permitting import Part

#: How many pieces are handed on of all that fit.
_HANDED = 120
#: How much being the first of a way counts beside being the second: RRF's usual constant.
_FUSE = 60
#: Where no piece shares this much of the question, or is as much alike as its space asks for, nothing answers it; where
#: one does, others that reach this part of it stand beside.
_SHARE_FLOOR, _BESIDE = 0.2, 0.5
#: Of how many of the question's words it matters whether they stand in the title.
_TITLED = 6
#: The index looks at this many neighbours before it gives up filling the answer.
_LOOKED_AT = 20_000
#: Floats: a sum of as many numerics would cost more than finding the pieces.
_CASE = "CASE WHEN c.words @@ %s::tsquery THEN %s::float8 ELSE 0::float8 END"
_PLACE = "({fuse} + 1) / ({fuse} + {place})"

#: Sent together with the statement, in one transaction with it, and gone with that.
_SETTINGS = (
    "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', %s, true), "
    "set_config('hnsw.max_scan_tuples', %s, true)"
)
_STATEMENT = """
WITH near AS MATERIALIZED ({near}),
told AS MATERIALIZED ({told}),
rare AS MATERIALIZED ({rare}),
named AS MATERIALIZED ({named}),
judged AS MATERIALIZED (
    SELECT c.id, {share} AS share, {far} AS far, {exact} AS is_exact
    FROM ai_chunk c
    WHERE c.id IN (
        SELECT id FROM near UNION ALL SELECT id FROM told UNION ALL SELECT id FROM rare UNION ALL SELECT id FROM named
    )
),
placed AS (
    SELECT *, greatest(share / %s, (1 - far) / %s) AS fit,
        rank() OVER (ORDER BY far) AS by_far,
        rank() OVER (ORDER BY share DESC) AS by_share,
        rank() OVER (PARTITION BY is_exact ORDER BY share DESC) AS by_exact
    FROM judged
),
scored AS (
    SELECT *, max(fit) OVER () AS best, (
        CASE WHEN far < 1 THEN {by_far} ELSE 0 END
        + CASE WHEN share > 0 THEN {by_share} ELSE 0 END
        + CASE WHEN is_exact THEN {by_exact} ELSE 0 END
    ) / 3 AS score
    FROM placed
)
SELECT s.score, c.heading, c.position, c.text, d.source, d.object_id, d.content_hash
FROM (
    SELECT * FROM scored WHERE best >= 1 AND fit >= %s ORDER BY score DESC, share DESC, id LIMIT %s
) s
JOIN ai_chunk c ON c.id = s.id JOIN ai_document d ON d.id = c.document_id
ORDER BY s.score DESC, s.share DESC, s.id
"""
_BRING = "SELECT c.id FROM ai_chunk c WHERE {mine}"
_NOBODY: Part = ("SELECT NULL::uuid AS id WHERE false", [])


@dataclass(frozen=True, kw_only=True)
class _Reach:
    """How many pieces each way brings: of few documents more, since there each costs less."""

    #: Whether all vectors are compared, instead of those that the index leads to.
    is_exact: bool
    neighbours: int
    holders: int


_OF_FEW = _Reach(is_exact=True, neighbours=250, holders=1_000)
_OF_MANY = _Reach(is_exact=False, neighbours=40, holders=250)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece that fits, as it is stored."""

    #: From 0 to 1; comparable within one answer only.
    score: float
    heading: str
    position: int
    text: str
    source: str
    object_id: UUID
    content_hash: str


def pieces_find(
    *, asked: Question, vector: str | None, readable: Part, is_few: bool, space: UUID, likeness_floor: float
) -> list[Piece]:
    """The best first. ``readable``: what keeps a piece ``c`` to what this person may read; it may be few documents."""
    mine: Part = (f"c.space_id = %s AND {readable[0]}", [space, *readable[1]])
    reach = _OF_FEW if is_few else _OF_MANY
    statement, values = _statement_write(asked, vector, mine, likeness_floor, reach)
    with connection.cursor() as cursor:
        cursor.execute(f"{_SETTINGS}; {statement}", [str(reach.neighbours), str(_LOOKED_AT), *values])
        cursor.nextset()
        return [
            Piece(
                score=score,
                heading=heading,
                position=position,
                text=text,
                source=source,
                object_id=object_id,
                content_hash=content_hash,
            )
            for score, heading, position, text, source, object_id, content_hash in cursor.fetchall()
        ]


def share_write(asked: Question) -> Part:
    """How much of the question a piece holds, from 0 to 1; what its title holds counts more, up to a half more."""
    terms, values = list[str](), list[str | float]()
    for rank, (mark, weight) in enumerate(asked.weights.items()):
        terms.append(_CASE)
        values += [asked.any_of([mark]), weight / asked.total]
        if rank < _TITLED:
            terms.append(_CASE)
            values += [asked.any_of([mark], "A"), weight / asked.total / 2]
    return " + ".join(terms), values


def far_write(vector: str | None) -> Part:
    """How far a piece is from the question: 1 where nothing is known to be alike."""
    if vector is None:
        return "1.0::float8", []
    # A vector of zeros, of a piece that says nothing, is as far as nothing can tell.
    return "coalesce(nullif(c.embedding <=> %s::halfvec, 'NaN'), 1)", [vector]


def _statement_write(
    asked: Question, vector: str | None, mine: Part, likeness_floor: float, reach: _Reach
) -> Part:
    near, share, far = _near_write(vector, mine, reach), share_write(asked), far_write(vector)
    bring = _BRING.format(mine=mine[0]) + " AND c.words @@ %s::tsquery"
    exact = asked.all_of(asked.exact)
    named: Part = (f"{bring} LIMIT {reach.holders}", [*mine[1], exact]) if exact else _NOBODY
    statement = _STATEMENT.format(
        near=near[0],
        told=f"{bring} LIMIT {reach.holders}",
        rare=f"{bring} AND NOT EXISTS (SELECT FROM told) LIMIT {reach.holders}",
        named=named[0],
        share=share[0],
        far=far[0],
        exact="c.words @@ %s::tsquery" if exact else "false",
        **{
            way: _PLACE.format(fuse=f"{_FUSE}::float8", place=way)
            for way in ("by_far", "by_share", "by_exact")
        },
    )
    told = [*mine[1], asked.telling, *mine[1], asked.rarest]
    judged = [*share[1], *far[1], *([exact] if exact else [])]
    return statement, [
        *near[1],
        *told,
        *named[1],
        *judged,
        _SHARE_FLOOR,
        likeness_floor,
        _BESIDE,
        _HANDED,
    ]


def _near_write(vector: str | None, mine: Part, reach: _Reach) -> Part:
    if vector is None:
        return _NOBODY
    # The index serves the bare distance alone.
    order = "(c.embedding <=> %s::halfvec) + 0.0" if reach.is_exact else "c.embedding <=> %s::halfvec"
    return f"{_BRING.format(mine=mine[0])} ORDER BY {order} LIMIT {reach.neighbours}", [*mine[1], vector]
