"""Sets of questions, kept as text, and the half of each that nobody looked at while the rules were written."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

OPEN, HELD_BACK = "open", "held back"
#: Sets of playbooks of different areas, so that what is tuned on one can be looked at on the others. The third was
#: written by somebody who knew neither the rules nor the lexicon.
FIRST, SECOND, THIRD = "", "2", "3"
_HERE = Path(__file__).parent
_PLAYBOOK = re.compile(
    r"^# (?P<title>.*)\nkey: (?P<key>.*)\ntags: (?P<tags>.*)\n(?P<text>(?:(?!^# ).*\n?)*)", re.MULTILINE
)


@dataclass(frozen=True, kw_only=True)
class PlaybookText:
    key: str
    title: str
    tags: list[str]
    text: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    #: None: no playbook fits.
    key: str | None
    description: str

    @property
    def half(self) -> str:
        """By the text itself, so that nobody can choose."""
        return HELD_BACK if hashlib.sha256(self.description.encode()).digest()[0] % 2 else OPEN


def playbooks_read(which: str = FIRST) -> list[PlaybookText]:
    text = (_HERE / "suggest_playbook" / f"playbooks{which}.md").read_text()
    return [
        PlaybookText(
            key=found["key"], title=found["title"], tags=found["tags"].split(", "), text=found["text"].strip()
        )
        for found in _PLAYBOOK.finditer(text)
    ]


def gaps_read(which: str = FIRST) -> list[Gap]:
    lines = (_HERE / "suggest_playbook" / f"gaps{which}.tsv").read_text().splitlines()
    pairs = (line.split("\t", 1) for line in lines if line)
    return [Gap(key=None if key == "-" else key, description=text) for key, text in pairs]
