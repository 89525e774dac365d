"""What the agent that reviews contracts is asked, and what it answers."""

from pydantic import Field

from jur.models import RiskFinding
from nessos.kernel.contracts import Contract, Personal

#: More than any contract has; what is longer is no contract.
LONGEST = 300_000


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
