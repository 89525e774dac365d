"""The agents that JUR offers."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from jur.models import RiskFinding
from jur.reviewing.findings import Found
from jur.reviewing.reviewing import contract_review
from nessos.kernel.contracts import Contract, Personal
from nessos.offers.agents import Proposed, agent_register

#: More than any contract has; what is longer is no contract.
LONGEST = 300_000
#: As long as the columns that keep it.
_CLAUSE, _EXCERPT = 200, 600


class ContractToReview(Contract):
    text: Personal[str] = Field(min_length=1, max_length=LONGEST)


class Finding(Contract):
    #: Its number and heading, as they are written; empty for what the contract does not say.
    clause: str
    category: RiskFinding.Category
    severity: RiskFinding.Severity
    #: The words themselves.
    excerpt: str
    suggestion: str


class ContractReviewed(Contract):
    #: The worst come first.
    findings: list[Finding]


@agent_register(
    "review_contract",
    label=_("Review a contract"),
    input=ContractToReview,
    output=ContractReviewed,
    permission="jur.view_riskfinding",
    context=(),
)
def contract_review_offline(asked: ContractToReview) -> Proposed:
    review = contract_review(asked.text)
    output = ContractReviewed(findings=[_finding_make(each) for each in review.found])
    return Proposed(output=output, confidence=0.75 if review.is_whole else 0.5)


def _finding_make(found: Found) -> Finding:
    sentence = found.sentence
    return Finding(
        clause=sentence.name[:_CLAUSE] if sentence else "",
        category=found.category,
        severity=found.severity,
        excerpt=_excerpt_cut(sentence.text) if sentence else "",
        suggestion=str(found.suggestion),
    )


def _excerpt_cut(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
