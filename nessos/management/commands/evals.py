"""Says how well the agents do on questions whose right answers are known."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.registry import Further, evals_read
from nessos.ai.evals.selectors import model_find, prompt_find
from nessos.ai.evals.services import eval_ask, eval_take, eval_work
from nessos.ai.feedback.selectors import agents_with_cases
from nessos.ai.ledger.services import OFFLINE
from nessos.kernel.errors import NessosError

_HALVES = {"open": EvalRun.Half.OPEN, "held-back": EvalRun.Half.HELD_BACK, "feedback": EvalRun.Half.FEEDBACK}
_HOUSE = "the house"


class Command(BaseCommand):
    help = "Score agents on the sets that the house ships and on what people corrected, beside the simplest means."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agents", nargs="*", help="their names; by default all that have a set")
        parser.add_argument("--model", default=OFFLINE, help="who answers; by default the offline rules")
        parser.add_argument("--prompt-version", type=int, help="of its prompt; by default that in force")
        parser.add_argument(
            "--half", choices=_HALVES, help="by default both halves, and what people corrected"
        )

    def handle(self, *_args: Any, agents: list[str], **options: Any) -> None:
        known = sorted({*evals_read().names(), *agents_with_cases()})
        for name in agents or known:
            if name not in known:
                raise CommandError(f"There is no set for {name!r}. There are: {', '.join(known)}.")
            self.stdout.write(f"{name}\n")
            try:
                self._score(name, options)
            except NessosError as error:
                raise CommandError(str(error)) from error

    def _score(self, name: str, options: dict[str, Any]) -> None:
        model = model_find(options["model"])
        prompt = prompt_find(name, options["prompt_version"]) if model else None
        for half in _halves_of(name, options["half"]):
            run = eval_take(run=eval_ask(agent=name, half=half, model=model, prompt=prompt))
            while run.is_open and not run.error:
                run = eval_work(run=run)
            if run.error:
                raise CommandError(f"{half}: {run.error}")
            self.stdout.writelines(_lines_write(run))
            if run.model == OFFLINE and name in evals_read().names():
                self.stdout.writelines(map(_further_write, evals_read()[name].further(half)))


def _halves_of(name: str, asked: str | None) -> list[str]:
    if asked:
        return [_HALVES[asked]]
    halves = [EvalRun.Half.OPEN, EvalRun.Half.HELD_BACK] if name in evals_read().names() else []
    return [*halves, EvalRun.Half.FEEDBACK] if name in agents_with_cases() else [*halves]


def _lines_write(run: EvalRun) -> list[str]:
    who = _HOUSE if run.model == OFFLINE else f"{run.model} v{run.prompt_version}"
    spent = f"   {run.seconds:.3f} s" + (f"   R$ {run.cost:.4f}" if run.cost else "")
    lines = [_line_write(run, who, run.figures) + spent]
    lines += [_line_write(run, name, figures) for name, figures in run.baselines.items()]
    return [f"{line}\n" for line in lines]


def _further_write(further: Further) -> str:
    score = further.score
    return f"  {_row_write(score.half, score.contestant, score.cases, score.figures)}   {further.name}\n"


def _line_write(run: EvalRun, who: str, figures: dict[str, float]) -> str:
    return f"  {_row_write(run.half, who, run.cases, figures)}"


def _row_write(half: str, who: str, cases: int, figures: Mapping[str, float]) -> str:
    told = "   ".join(f"{name} {share:6.1%}" for name, share in figures.items())
    return f"{half:<10} {who:<10} {cases:>4} cases   {told}"
