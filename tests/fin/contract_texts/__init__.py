"""Contracts as they are written in Brazil, invented, with the facts that a reader finds in each.

``written.txt`` is what the rules were written against; ``held_out.txt`` was put aside, and looked at only for its
last three failures.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

_WEIGHTS = {"{CNPJ}": (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), "{CPF}": tuple(range(11, 1, -1))}
_numbers = count(11_222_333)


@dataclass(frozen=True)
class Example:
    name: str
    facts: dict[str, Any]
    text: str


def examples_read(name: str) -> list[Example]:
    return list(_examples_make(Path(__file__).with_name(f"{name}.txt").read_text()))


def _examples_make(whole: str) -> Iterator[Example]:
    for part in whole.split("##### ")[1:]:
        name, facts, text = part.split("\n", 2)
        yield Example(
            name, json.loads(facts), re.sub(r"\{CNPJ\}|\{CPF\}", lambda mark: _number_make(mark[0]), text)
        )


def _number_make(kind: str) -> str:
    """An invented number whose check digits are right."""
    weights = _WEIGHTS[kind]
    digits = f"{next(_numbers):0{len(weights) - 1}}"
    for _place in range(2):
        total = sum(
            int(digit) * weight for digit, weight in zip(digits, weights[-len(digits) :], strict=True)
        )
        digits += str((11 - total % 11) % 11 % 10)
    if kind == "{CPF}":
        return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}/{digits[8:12]}-{digits[12:]}"
