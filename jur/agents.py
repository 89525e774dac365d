"""The agents that JUR offers."""

from django.utils.translation import gettext_lazy as _

from jur.reviewing.consulting import RISKS_CONSULT
from jur.reviewing.contract import ContractReviewed, ContractToReview, Finding
from jur.reviewing.reviewing import contract_review
from jur.reviewing.telling import finding_make
from nessos.offers.agents import Proposed, agent_register

__all__ = ["ContractReviewed", "ContractToReview", "Finding", "contract_review_offline"]


@agent_register(
    "review_contract",
    label=_("Review a contract"),
    input=ContractToReview,
    output=ContractReviewed,
    permission="jur.view_riskfinding",
    context=(),
    consult=RISKS_CONSULT,
)
def contract_review_offline(asked: ContractToReview) -> Proposed:
    review = contract_review(asked.text)
    output = ContractReviewed(findings=[finding_make(each) for each in review.found])
    return Proposed(output=output, confidence=0.75 if review.is_whole else 0.5)
