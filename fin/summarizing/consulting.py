"""A model reads a contract; of what it says it read, only what stands there is kept."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fin.summarizing.contract import LONGEST, ContractSummarized, ContractToSummarize, KeyTerms
from fin.summarizing.sources import contract_source, fields_read
from fin.summarizing.telling import confidence_of, summary_tell
from fin.summarizing.terms import KeyFacts
from nessos.ai.reading.claims import Kind, claims_find, claims_missing
from nessos.ai.reading.cleaning import line_clean
from nessos.ai.reading.figures import amounts_find
from nessos.ai.reading.folding import fold, spaced
from nessos.ai.reading.orders import orders_drop
from nessos.ai.reading.quoting import Source
from nessos.kernel.contracts import Contract
from nessos.kernel.masking import mask
from nessos.offers.agents import Consult, ModelMisfitError, Proposed

_SUMMARY_LENGTH, _TERM_LENGTH, _MOST_PARTIES, _TOLD = 1_500, 300, 10, 5
#: What each term that was claimed and not found takes off the sureness.
_DOUBT = 0.1


class SummaryInventsError(ModelMisfitError):
    code = "summary_invents"
    sentence = _("The summary names figures that the contract does not have: %(figures)s. Leave them out.")


class TermsRead(Contract):
    """As the contract words them; null for what it does not say."""

    summary: str = Field(min_length=1)
    parties: list[str]
    value: str | None
    term: str | None
    adjustment_index: str | None
    termination_notice: str | None
    penalty: str | None


def contract_show(asked: ContractToSummarize) -> dict[str, Any]:
    return {"contract": _text_read(asked)}


def terms_finish(asked: ContractToSummarize, read: TermsRead) -> Proposed:
    text = _text_read(asked)
    source = Source(text)
    summary = line_clean(read.summary, _SUMMARY_LENGTH)
    if invented := claims_missing(
        summary, claims_find(text), kinds=(Kind.AMOUNT, Kind.PERCENTAGE, Kind.PERIOD)
    ):
        raise SummaryInventsError(figures=", ".join(invented[:_TOLD]))
    terms = KeyTerms(
        parties=_parties_find(read.parties, source),
        value=_value_find(read.value, text),
        term=_term_find(read.term, source),
        adjustment_index=_term_find(read.adjustment_index, source),
        termination_notice=_term_find(read.termination_notice, source),
        penalty=_term_find(read.penalty, source),
    )
    return Proposed(
        output=ContractSummarized(summary=summary, key_terms=terms), confidence=_sureness_of(read, terms)
    )


def _text_read(asked: ContractToSummarize) -> str:
    """The words, without orders to whoever reads them and without numbers of people; else the fields, as words."""
    text, contract = contract_source(asked.text, asked.contract_id)
    if not text.strip() and contract is not None:
        text = summary_tell(replace(fields_read(contract), subject=""))
    kept, _order = orders_drop(text[:LONGEST])
    return mask(spaced(kept))


def _term_find(told: str | None, source: Source) -> str | None:
    """As the model words it, where those words stand in the contract."""
    line = line_clean(told or "", _TERM_LENGTH)
    return line if line and source.quote_find(line) else None


def _parties_find(told: list[str], source: Source) -> list[str]:
    names = (line_clean(each, _TERM_LENGTH) for each in told)
    found = {fold(name): name for name in names if name and source.quote_find(name)}
    return list(found.values())[:_MOST_PARTIES]


def _value_find(told: str | None, text: str) -> Decimal | None:
    """The first amount of these words, if the contract names the same."""
    known = {each.value for each in amounts_find(fold(text))}
    claimed = fold(spaced(told or ""))
    amounts = [*amounts_find(claimed), *amounts_find(f"r$ {claimed.removeprefix('r$').strip()}")]
    return next((each.value for each in amounts if each.value in known), None)


def _sureness_of(read: TermsRead, terms: KeyTerms) -> float:
    facts = KeyFacts(**terms.model_dump())
    single = ("value", "term", "adjustment_index", "termination_notice", "penalty")
    lost = sum(1 for name in single if getattr(read, name) and getattr(terms, name) is None)
    lost += 1 if len(terms.parties) < len({fold(each) for each in read.parties}) else 0
    return round(max(0.1, confidence_of(facts) - _DOUBT * lost), 2)


TERMS_CONSULT = Consult(
    answer=TermsRead,
    prompt=Path(__file__).parent.parent / "prompts" / "summarize_contract.md",
    material=contract_show,
    finish=terms_finish,
    variables=("contract",),
    personal=True,
    max_output_tokens=1_500,
)
