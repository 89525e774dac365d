"""A finding as it is answered and stored."""

from jur.reviewing.contract import Finding
from jur.reviewing.findings import Found

#: As long as the columns that keep it.
CLAUSE_LENGTH, _EXCERPT_LENGTH = 200, 600


def finding_make(found: Found) -> Finding:
    sentence = found.sentence
    return Finding(
        clause=sentence.name[:CLAUSE_LENGTH] if sentence else "",
        category=found.category,
        severity=found.severity,
        excerpt=excerpt_cut(sentence.text) if sentence else "",
        suggestion=str(found.suggestion),
    )


def excerpt_cut(text: str) -> str:
    return text if len(text) <= _EXCERPT_LENGTH else text[: _EXCERPT_LENGTH - 1] + "…"
