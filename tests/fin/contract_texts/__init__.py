"""Contracts as they are written in Brazil, invented, with the facts that a reader finds in each.

``written`` is what the rules were written against; ``held_out`` was put aside, and looked at only for its last three
failures. They are the two halves of the evaluation's set.
"""

from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.texts import Text as Example
from nessos.ai.evals.texts import texts_read

__all__ = ["Example", "examples_read"]
_HALVES = {"written": OPEN, "held_out": HELD_BACK}


def examples_read(name: str) -> list[Example]:
    return texts_read("summarize_contract", _HALVES[name])
