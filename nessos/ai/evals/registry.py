"""What is evaluated. A room declares its own in ``evals.py``, under the agent's name."""

from collections.abc import Callable
from dataclasses import dataclass

from nessos.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Score:
    """One contestant on one half of a set: its figures are shares, from 0 to 1."""

    half: str
    contestant: str
    cases: int
    figures: dict[str, float]


Evaluate = Callable[[], list[Score]]

evals: Registry[Evaluate] = Registry("eval")


def eval_register(agent: str) -> Callable[[Evaluate], Evaluate]:
    def register(evaluate: Evaluate) -> Evaluate:
        return evals.register(agent, evaluate)

    return register
