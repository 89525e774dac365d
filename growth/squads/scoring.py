"""What a new lead is worth by what it told. Pure."""

from collections.abc import Mapping
from typing import Any

from growth.squads.shapes import Criteria, NewLeadQualified

#: Whoever can be reached, and says who he is and what he wants, can be sold to.
POINTS = {"phone": 30, "email": 20, "name": 15, "company": 15, "message": 10, "source": 10}


def lead_judge(lead: Mapping[str, Any], criteria: Criteria | None) -> NewLeadQualified:
    criteria = criteria or Criteria()
    told = [field for field in POINTS if _is_told(lead.get(field))]
    score = sum(POINTS[field] for field in told)
    missing = [field for field in criteria.required if not _is_told(lead.get(field))]
    return NewLeadQualified(
        lead_qualified=score >= criteria.min_score and not missing,
        score=score,
        points={field: POINTS[field] for field in told},
        missing=missing,
    )


def _is_told(value: Any) -> bool:
    return bool(str(value).strip()) if value is not None else False
