"""Messages as they come in, invented, with what somebody who sells says of each.

``written`` is what the rules were written against; ``held_out`` was written first, and put aside until they were
done: they are the two halves of the evaluation's set. ``label``: hot (somebody calls today), qualified, cold.
``segment`` is empty where nothing is asked for.
"""

from dataclasses import dataclass
from typing import Any

from growth.agents import LeadDescribed, LeadQualified, lead_qualify_offline
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.texts import rows_read

_HALVES = {"written": OPEN, "held_out": HELD_BACK}


@dataclass(frozen=True, kw_only=True)
class Example:
    label: str
    segment: str
    name: str
    company: str
    message: str
    source: str

    def qualify(self, **changes: Any) -> LeadQualified:
        given = {"name": self.name, "company": self.company, "message": self.message, "source": self.source}
        output = lead_qualify_offline(LeadDescribed(**given | changes)).output
        assert isinstance(output, LeadQualified)
        return output


def examples_read(name: str) -> list[Example]:
    return [Example(**row) for row in rows_read("qualify_lead", _HALVES[name])]


def label_of(score: int) -> str:
    return "hot" if score >= 70 else "qualified" if score >= 50 else "cold"
