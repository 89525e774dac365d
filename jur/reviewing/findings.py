"""What a review finds."""

from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise

from jur.models import RiskFinding
from nessos.ai.reading.clauses import Clause

Category: TypeAlias = RiskFinding.Category
Severity: TypeAlias = RiskFinding.Severity
#: The worst first.
RANKS = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True, kw_only=True)
class Found:
    category: RiskFinding.Category
    severity: RiskFinding.Severity
    suggestion: str | Promise
    #: None: it is about what the contract does not say.
    sentence: Clause | None = None
