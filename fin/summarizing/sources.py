"""What there is to read of a contract: its newest legal document, or else its fields."""

from datetime import date
from uuid import UUID

from fin.errors import ContractMissingError, NothingToSummarizeError
from fin.models import Contract
from fin.summarizing.terms import KeyFacts


def contract_source(text: str | None, contract_id: UUID | None) -> tuple[str, Contract | None]:
    """What there is to read, of the one of the two that was given; no text: the contract's fields say it all."""
    if (text is None) == (contract_id is None):
        raise NothingToSummarizeError
    if contract_id is None:
        return text or "", None
    contract = contract_find(contract_id)
    return text_find(contract), contract


def contract_find(contract_id: UUID) -> Contract:
    found = Contract.objects.select_related("client").filter(pk=contract_id).first()
    if found is None:
        raise ContractMissingError(contract=contract_id)
    return found


def text_find(contract: Contract) -> str:
    """Of its newest legal document with a text; empty where it has none."""
    documents = contract.legal_documents.exclude(content_text="").order_by("-created_at", "-id")
    return str(documents.values_list("content_text", flat=True).first() or "")


def fields_read(contract: Contract) -> KeyFacts:
    """What a person entered, where nobody stored a text."""
    monthly = bool(contract.mrr)
    return KeyFacts(
        parties=[contract.client.name],
        value=contract.mrr or contract.value or None,
        rhythm="mensais" if monthly else "",
        term=_term_tell(contract.start_date, contract.end_date),
        adjustment_index=contract.adjustment_index or None,
    )


def _term_tell(start: date | None, end: date | None) -> str | None:
    """As a contract says it."""
    if end is None:
        return None
    return f"de {start:%d/%m/%Y} a {end:%d/%m/%Y}" if start else f"até {end:%d/%m/%Y}"
