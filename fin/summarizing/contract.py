"""What the agent that summarises contracts is asked, and what it answers."""

from pydantic import Field

from nessos.kernel.contracts import UUID, Contract, Money, Personal

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
