"""The sets that are kept as texts with what is known of each; invented, and numbers of people made up with theirs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from nessos.ai.evals.sets import HELD_BACK, OPEN

_HERE = Path(__file__).parent
_FILES = {OPEN: "open", HELD_BACK: "held_back"}
_WEIGHTS = {"{CNPJ}": (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), "{CPF}": tuple(range(11, 1, -1))}
_PLACES = re.compile(r"\{CNPJ\}|\{CPF\}")
_BEGIN = 11_222_333


@dataclass(frozen=True)
class Text:
    name: str
    half: str
    facts: dict[str, Any]
    text: str


def texts_read(agent: str, half: str) -> list[Text]:
    """Parts of a file that begin with ``##### name`` and a line of JSON."""
    return list(_texts_make((_HERE / agent / f"{_FILES[half]}.txt").read_text(encoding="utf-8"), half))


def rows_read(agent: str, half: str) -> list[dict[str, Any]]:
    """A line of JSON each."""
    lines = (_HERE / agent / f"{_FILES[half]}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def _texts_make(whole: str, half: str) -> Iterator[Text]:
    numbers = count(_BEGIN)
    for part in whole.split("##### ")[1:]:
        name, facts, text = part.split("\n", 2)
        filled = _PLACES.sub(lambda mark: _number_make(mark[0], next(numbers)), text)
        yield Text(name=name, half=half, facts=json.loads(facts), text=filled)


def _number_make(kind: str, number: int) -> str:
    """An invented one whose check digits are right."""
    weights = _WEIGHTS[kind]
    digits = f"{number:0{len(weights) - 1}}"
    for _place in range(2):
        total = sum(
            int(digit) * weight for digit, weight in zip(digits, weights[-len(digits) :], strict=True)
        )
        digits += str((11 - total % 11) % 11 % 10)
    if kind == "{CPF}":
        return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}/{digits[8:12]}-{digits[12:]}"
