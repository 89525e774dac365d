"""A model judges a lead: by its company, its message and where it came from, and never by who it is."""

from pathlib import Path
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, WithJsonSchema

from growth.qualifying.contract import LeadDescribed, LeadQualified
from growth.qualifying.injected import message_clean
from growth.qualifying.spelling import LONGEST
from growth.qualifying.topics import GENERAL, TOPICS
from growth.qualifying.weighing import lead_weigh
from nessos.ai.reading.cleaning import line_clean
from nessos.ai.reading.people import people_hide
from nessos.kernel.contracts import Contract
from nessos.offers.agents import Consult, Proposed

SEGMENTS = (*(each.segment for each in TOPICS), GENERAL)


def _segment_check(value: str) -> str:
    if value not in SEGMENTS:
        raise ValueError(f"One of these: {', '.join(SEGMENTS)}.")
    return value


Segment = Annotated[
    str, AfterValidator(_segment_check), WithJsonSchema({"type": "string", "enum": list(SEGMENTS)})
]
_ACTION_LENGTH, _REASON_LENGTH, _MOST_REASONS = 300, 200, 6
#: So many points from what the rules give, and nobody should rely on the judgement.
_APART = 100


class LeadJudged(Contract):
    score: int = Field(ge=0, le=100)
    segment: Segment
    suggested_action: str = Field(min_length=1)
    reasons: list[str] = Field(min_length=1)
    #: How sure the model is of its score.
    confidence: float = Field(ge=0, le=1)


def lead_show(lead: LeadDescribed) -> dict[str, Any]:
    message, _order = message_clean((lead.message or "")[:LONGEST])
    return {
        "company": line_clean(lead.company or "", 200),
        "message": people_hide(message, person=_("the person in charge"), datum=_("(withheld)")).strip(),
        "source": line_clean(lead.source or "", 80),
        "segments": list(SEGMENTS),
    }


def lead_finish(lead: LeadDescribed, judged: LeadJudged) -> Proposed:
    """The sureness falls as the score leaves that of the rules: one of the two was misled then."""
    rules = lead_weigh(company=lead.company or "", message=lead.message or "", source=lead.source or "")
    reasons = [line_clean(each, _REASON_LENGTH) for each in judged.reasons if each.strip()][:_MOST_REASONS]
    if rules.found("order"):
        reasons.append(_("Gives orders to whoever reads it; that part was left aside") + ".")
    output = LeadQualified(
        score=judged.score,
        segment=judged.segment,
        suggested_action=line_clean(judged.suggested_action, _ACTION_LENGTH),
        reasons=reasons,
    )
    agreed = 1 - abs(judged.score - rules.score) / _APART
    return Proposed(output=output, confidence=round(min(judged.confidence, agreed), 2))


LEAD_CONSULT = Consult(
    answer=LeadJudged,
    prompt=Path(__file__).parent.parent / "prompts" / "qualify_lead.md",
    material=lead_show,
    finish=lead_finish,
    variables=("company", "message", "source", "segments"),
    personal=True,
    max_output_tokens=800,
)
