"""The agents that FIN offers."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fin.errors import NothingToSummarizeError
from fin.summarizing.sources import contract_find, fields_read, text_find
from fin.summarizing.telling import confidence_of, summary_tell
from fin.summarizing.terms import KeyFacts, facts_read
from nessos.ai.reading.orders import orders_drop
from nessos.kernel.contracts import UUID, Contract, Money, Personal
from nessos.offers.agents import Proposed, agent_register

#: More than any contract has; what is longer is no contract.
LONGEST = 300_000


class ContractToSummarize(Contract):
    """One of the two."""

    text: Personal[str | None] = Field(default=None, min_length=1, max_length=LONGEST)
    contract_id: UUID | None = None


class KeyTerms(Contract):
    """What is not there is null."""

    parties: list[str]
    value: Money | None
    term: str | None
    adjustment_index: str | None
    termination_notice: str | None
    penalty: str | None


class ContractSummarized(Contract):
    summary: str
    key_terms: KeyTerms


@agent_register(
    "summarize_contract",
    label=_("Summarise a contract"),
    input=ContractToSummarize,
    output=ContractSummarized,
    permission="fin.view_contract",
    context=(),
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
    if (asked.text is None) == (asked.contract_id is None):
        raise NothingToSummarizeError
    if asked.text is not None:
        return _text_read(asked.text)
    assert asked.contract_id is not None
    contract = contract_find(asked.contract_id)
    text = text_find(contract)
    return _text_read(text) if text.strip() else fields_read(contract)


def _text_read(text: str) -> KeyFacts:
    """What a contract says to whoever reads it is no part of it."""
    kept, _order = orders_drop(text[:LONGEST])
    return facts_read(kept)
