"""A contract is read clause by clause; the worst that was found comes first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jur.reviewing.figures import figures_weigh
from jur.reviewing.findings import RANKS, Category, Found, Severity
from jur.reviewing.lacks import lacks_find
from jur.reviewing.rules import rules_apply
from nessos.ai.reading.clauses import Clause, clauses_read
from nessos.ai.reading.folding import fold, spaced
from nessos.ai.reading.orders import orders_drop

#: What has fewer clauses is a piece of a contract: nothing is missed in it.
WHOLE_FROM = 4
#: More findings than this nobody reads.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Review:
    found: list[Found]
    #: By how much of a contract there was to read.
    is_whole: bool


def contract_review(text: str) -> Review:
    kept, order = orders_drop(text)
    clauses = clauses_read(kept)
    is_whole = len(clauses) >= WHOLE_FROM
    found = [*_sentences_review(clauses), *absences_find(kept, clauses, order)]
    found.sort(key=lambda each: RANKS[each.severity])
    return Review(found=found[:MOST], is_whole=is_whole)


def absences_find(kept: str, clauses: list[Clause], order: str) -> Iterator[Found]:
    """What a whole contract should say and does not, and the order to its readers that was dropped from it."""
    if len(clauses) >= WHOLE_FROM:
        yield from lacks_find(fold(spaced(kept)))
    if order:
        yield _order_tell(order)


def _sentences_review(clauses: list[Clause]) -> Iterator[Found]:
    """Each clause is told of one kind of risk once."""
    for clause in clauses:
        told: set[Category] = set()
        for sentence in clause.sentences:
            for found in (*rules_apply(sentence), *figures_weigh(sentence)):
                if found.category not in told:
                    told.add(found.category)
                    yield found


def _order_tell(order: str) -> Found:
    suggestion = _("The text gives orders to whoever reads it. They were left aside; ask who put them there.")
    return Found(
        category=Category.OTHER,
        severity=Severity.MEDIUM,
        suggestion=suggestion,
        sentence=Clause("", "", order),
    )
