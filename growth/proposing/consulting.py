"""A model words a proposal. What is offered, for how much and until when is computed, whatever the words say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy
from pydantic import Field

from growth.contents import Section
from growth.models import Lead, Service
from growth.posting.material import plain_write
from growth.proposing.contract import LeadToOffer, ProposalGenerated
from growth.proposing.matching import Matched, lead_find, services_active, services_match, services_pick
from growth.proposing.writing import (
    Draft,
    Part,
    about_tell,
    effort_tell,
    proposal_write,
    steps_find,
)
from growth.qualifying.injected import message_clean
from nessos.ai.reading.claims import Claim, Kind, amount_claim, claims_find, claims_missing
from nessos.ai.reading.cleaning import line_clean, markdown_clean
from nessos.ai.reading.folding import fold
from nessos.kernel.contracts import Contract
from nessos.offers.agents import Consult, ModelMisfitError, Proposed

_NEED_LENGTH, _SECTION_LENGTH, _LINE_LENGTH, _MOST_LINES, _TOLD = 4_000, 12_000, 300, 40, 5
#: Words that give something away, which only a person may do.
_GIFT = re.compile(
    r"\b(?:descontos?|gratuit\w+|gratis|de graca|cortesia|bonifica\w+|sem (?:nenhum )?(?:custo|onus)|isen[ct]\w+"
    r"|discounts?|free of charge|for free)\b"
)


class ProposalInventsError(ModelMisfitError):
    code = "proposal_invents"
    sentence = gettext_lazy(
        "The words name amounts, percentages or deadlines that were not computed: %(figures)s. Prices and dates are "
        "added by the house. Leave them out."
    )


class ProposalGivesAwayError(ModelMisfitError):
    code = "proposal_gives_away"
    sentence = gettext_lazy("The words promise “%(word)s”, which nobody granted. Leave that out.")


class ProposalWorded(Contract):
    #: What the customer needs, as we understood it.
    understanding: str = Field(min_length=1)
    scope: str = Field(min_length=1)
    deliverables: list[str]
    approach: str = Field(min_length=1)


def offer_match(asked: LeadToOffer) -> tuple[Lead, Matched]:
    lead, active = lead_find(asked.lead_id), services_active()
    return lead, services_pick(asked.services, active) if asked.services else services_match(lead, active)


def offer_show(asked: LeadToOffer) -> dict[str, Any]:
    lead, matched = offer_match(asked)
    return {
        "company": line_clean(lead.company, 200),
        "need": _need_read(lead),
        "services": [_service_show(each) for each in matched.services],
    }


def proposal_finish(asked: LeadToOffer, worded: ProposalWorded) -> Proposed:
    lead, matched = offer_match(asked)
    draft = proposal_write(lead, matched)
    if matched.services:
        words = _words_read(worded)
        _words_check(words, draft, lead, matched.services)
        draft = replace(draft, sections=_sections_make(draft, words))
    return Proposed(output=proposal_make(draft), confidence=matched.confidence)


def proposal_make(draft: Draft) -> ProposalGenerated:
    return ProposalGenerated(
        title=draft.title,
        sections=draft.sections,
        items=draft.items,
        total=draft.total,
        valid_until=draft.valid_until,
    )


def _words_read(worded: ProposalWorded) -> dict[Part, str]:
    return {
        Part.NEED: _words_clean(worded.understanding),
        Part.SCOPE: _words_clean(worded.scope),
        Part.DELIVERED: "\n".join(f"- {line}" for line in _lines_clean(worded.deliverables)),
        Part.WORK: _words_clean(worded.approach),
    }


def _sections_make(draft: Draft, words: dict[Part, str]) -> list[Section]:
    """Below the house's own headings; where the model said nothing, and under its next steps, the house's words."""
    own = {part: section.markdown for part, section in zip(draft.parts, draft.sections, strict=True)}
    told = {part: words.get(part) or own.get(part, "") for part in Part}
    return [Section(heading=part.heading, markdown=text) for part, text in told.items() if text]


def _words_check(words: dict[Part, str], draft: Draft, lead: Lead, services: list[Service]) -> None:
    """Amounts: those of the lines. Periods and days: the house's own, and in what was understood, the customer's."""
    known = {amount_claim(each.amount) for each in draft.items} | {amount_claim(draft.total)}
    known.add(Claim(Kind.DAY, draft.valid_until.isoformat()))
    house = "\n".join(_house_texts(services))
    known |= {claim for claim in claims_find(house) if claim.kind is not Kind.AMOUNT}
    customers = {claim for claim in claims_find(_need_read(lead)) if claim.kind in {Kind.PERIOD, Kind.DAY}}
    invented: list[str] = []
    for part, text in words.items():
        invented += claims_missing(text, known | customers if part is Part.NEED else known)
        _gifts_check(text, fold(house))
    if invented:
        raise ProposalInventsError(figures=", ".join(dict.fromkeys(invented[:_TOLD])))


def _gifts_check(words: str, house: str) -> None:
    for found in _GIFT.finditer(fold(words)):
        if found[0] not in house:
            raise ProposalGivesAwayError(word=found[0])


def _house_texts(services: list[Service]) -> Iterator[str]:
    for service in services:
        yield from (service.name, about_tell(service), *steps_find(service))
    yield effort_tell(services)


def _service_show(service: Service) -> dict[str, Any]:
    return {
        "name": plain_write(service.name),
        "about": about_tell(service),
        "steps": steps_find(service),
        "playbook": plain_write(service.playbook.title) if service.playbook else None,
    }


def _need_read(lead: Lead) -> str:
    kept, _order = message_clean(lead.message[:_NEED_LENGTH])
    return plain_write(kept)


def _words_clean(text: str) -> str:
    return markdown_clean(text, top=3)[:_SECTION_LENGTH].strip()


def _lines_clean(lines: list[str]) -> list[str]:
    plain = (plain_write(line_clean(each.lstrip("-*• "), _LINE_LENGTH)) for each in lines)
    return [each for each in plain if each][:_MOST_LINES]


PROPOSAL_CONSULT = Consult(
    answer=ProposalWorded,
    prompt=Path(__file__).parent.parent / "prompts" / "generate_proposal.md",
    material=offer_show,
    finish=proposal_finish,
    variables=("company", "need", "services"),
    personal=True,
    max_output_tokens=3_000,
)
