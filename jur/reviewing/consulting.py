"""A model looks for risks. Each of its quotations is looked up, and its clause is named by where it stands."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from jur.models import RiskFinding
from jur.reviewing.contract import ContractReviewed, ContractToReview, Finding
from jur.reviewing.findings import RANKS, Category
from jur.reviewing.reviewing import MOST, WHOLE_FROM, absences_find
from jur.reviewing.telling import CLAUSE_LENGTH, excerpt_cut, finding_make
from nessos.ai.reading.clauses import clauses_read
from nessos.ai.reading.cleaning import line_clean
from nessos.ai.reading.folding import spaced
from nessos.ai.reading.orders import orders_drop
from nessos.ai.reading.quoting import Source
from nessos.kernel.contracts import Contract
from nessos.kernel.masking import mask
from nessos.offers.agents import Consult, ModelMisfitError, Proposed

#: A quotation of fewer words may stand anywhere.
_WORDS = 4
_SUGGESTION_LENGTH = 600
#: What only rules say: that something is missing.
_ABSENT = frozenset({Category.NO_DATA_PROTECTION, Category.NO_CONFIDENTIALITY})


class QuotedWrongError(ModelMisfitError):
    code = "review_quotes_wrong"
    sentence = _(
        "Of %(all)d findings %(wrong)d quote words that the contract does not have (findings number %(numbers)s). "
        "Copy at least %(words)d words in a row, exactly, or leave the finding out."
    )


class RiskJudged(Contract):
    category: RiskFinding.Category
    severity: RiskFinding.Severity
    #: Copied from the contract, word for word.
    excerpt: str = Field(min_length=1)
    suggestion: str = Field(min_length=1)


class RisksJudged(Contract):
    findings: list[RiskJudged] = Field(max_length=MOST)


def contract_show(asked: ContractToReview) -> dict[str, Any]:
    kept, _order = _text_read(asked)
    return {"contract": kept}


def risks_finish(asked: ContractToReview, judged: RisksJudged) -> Proposed:
    """What is missing, and what gives orders to readers, is found by rules and added to what the model found."""
    text, order = _text_read(asked)
    source, clauses = Source(text), clauses_read(text)
    quoted = [source.quote_find(each.excerpt, words=_WORDS) for each in judged.findings]
    _quotes_check(quoted)
    risks = [each for each in judged.findings if each.category not in _ABSENT]
    kept = [
        (each, words)
        for each, words in zip(judged.findings, quoted, strict=True)
        if words and each.category not in _ABSENT
    ]
    sources = [(clause.name, Source(clause.text)) for clause in clauses]
    found = [_finding_make(risk, words, sources) for risk, words in kept]
    rules = [finding_make(each) for each in absences_find(text, clauses, order)]
    findings = sorted([*_once(found), *rules], key=lambda each: RANKS[each.severity])
    share = len(kept) / len(risks) if risks else 1.0
    sure = 0.85 if len(clauses) >= WHOLE_FROM else 0.6
    return Proposed(output=ContractReviewed(findings=findings[:MOST]), confidence=round(sure * share, 2))


def _quotes_check(quoted: list[str]) -> None:
    """One wrong among many is left out; where it is every third, the model did not read."""
    wrong = [place for place, words in enumerate(quoted, start=1) if not words]
    if len(wrong) * 3 > len(quoted):
        numbers = ", ".join(map(str, wrong[:20]))
        raise QuotedWrongError(all=len(quoted), wrong=len(wrong), numbers=numbers, words=_WORDS)


def _finding_make(risk: RiskJudged, words: str, clauses: list[tuple[str, Source]]) -> Finding:
    return Finding(
        clause=_clause_name(words, clauses)[:CLAUSE_LENGTH],
        category=risk.category,
        severity=risk.severity,
        excerpt=excerpt_cut(" ".join(words.split())),
        suggestion=line_clean(risk.suggestion, _SUGGESTION_LENGTH),
    )


def _clause_name(words: str, clauses: list[tuple[str, Source]]) -> str:
    """Of the clause that holds these words; of several such, the first. What spans two is named by its beginning."""
    beginning = " ".join(words.split()[:_WORDS])
    for looked_for in (words, beginning):
        for name, source in clauses:
            if source.quote_find(looked_for):
                return name
    return ""


def _once(findings: list[Finding]) -> list[Finding]:
    """Each clause is told of one kind of risk once."""
    told: dict[tuple[str, str], Finding] = {}
    for each in findings:
        told.setdefault((each.clause or each.excerpt, each.category), each)
    return list(told.values())


def _text_read(asked: ContractToReview) -> tuple[str, str]:
    """Without orders to whoever reads it, one of which is told, and without numbers of people."""
    kept, order = orders_drop(asked.text)
    return mask(spaced(kept)), order


RISKS_CONSULT = Consult(
    answer=RisksJudged,
    prompt=Path(__file__).parent.parent / "prompts" / "review_contract.md",
    material=contract_show,
    finish=risks_finish,
    variables=("contract",),
    personal=True,
    max_output_tokens=4_000,
)
