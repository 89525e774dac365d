"""The agents that FIN offers."""

from django.utils.translation import gettext_lazy as _

from fin.summarizing.consulting import TERMS_CONSULT
from fin.summarizing.contract import LONGEST, ContractSummarized, ContractToSummarize, KeyTerms
from fin.summarizing.sources import contract_source, fields_read
from fin.summarizing.telling import confidence_of, summary_tell
from fin.summarizing.terms import KeyFacts, facts_read
from nessos.ai.reading.orders import orders_drop
from nessos.offers.agents import Proposed, agent_register

__all__ = ["ContractSummarized", "ContractToSummarize", "KeyTerms", "contract_summarize_offline"]


@agent_register(
    "summarize_contract",
    label=_("Summarise a contract"),
    input=ContractToSummarize,
    output=ContractSummarized,
    permission="fin.view_contract",
    context=(),
    consult=TERMS_CONSULT,
)
def contract_summarize_offline(asked: ContractToSummarize) -> Proposed:
    facts = _facts_find(asked)
    terms = KeyTerms(
        parties=facts.parties,
        value=facts.value,
        term=facts.term,
        adjustment_index=facts.adjustment_index,
        termination_notice=facts.termination_notice,
        penalty=facts.penalty,
    )
    output = ContractSummarized(summary=summary_tell(facts), key_terms=terms)
    return Proposed(output=output, confidence=confidence_of(facts))


def _facts_find(asked: ContractToSummarize) -> KeyFacts:
    text, contract = contract_source(asked.text, asked.contract_id)
    return _text_read(text) if text.strip() or contract is None else fields_read(contract)


def _text_read(text: str) -> KeyFacts:
    """What a contract says to whoever reads it is no part of it."""
    kept, _order = orders_drop(text[:LONGEST])
    return facts_read(kept)
