"""Messages as they come in, invented, with what somebody who sells says of each.

``written.jsonl`` is what the rules were written against; ``held_out.jsonl`` was written first, and put aside until
they were done. ``label``: hot (somebody calls today), qualified, cold. ``segment`` is empty where nothing is asked for.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from growth.agents import LeadDescribed, LeadQualified, lead_qualify_offline


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
    lines = Path(__file__).with_name(f"{name}.jsonl").read_text().splitlines()
    return [Example(**json.loads(line)) for line in lines]


def label_of(score: int) -> str:
    return "hot" if score >= 70 else "qualified" if score >= 50 else "cold"
