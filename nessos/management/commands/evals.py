"""Says how well the agents do on questions whose right answers are known."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from nessos.ai.evals.registry import Score, evals


class Command(BaseCommand):
    help = "Score agents on the sets that the house ships, beside the simplest means. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agents", nargs="*", help="their names; by default all that have a set")

    def handle(self, *_args: Any, agents: list[str], **_options: Any) -> None:
        autodiscover_modules("evals")
        for name in agents or evals.names():
            evaluate = evals.get(name)
            if evaluate is None:
                raise CommandError(f"There is no set for {name!r}. There are: {', '.join(evals.names())}.")
            self.stdout.write(f"{name}\n")
            self.stdout.writelines(_line_write(score) for score in evaluate())


def _line_write(score: Score) -> str:
    figures = "   ".join(f"{name} {share:6.1%}" for name, share in score.figures.items())
    return f"  {score.half:<10} {score.contestant:<10} {score.cases:>4} cases   {figures}\n"
