"""Makes the twins of the outside world misbehave, for trials."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from nessos.integrations.sandbox.faults import fault_set, faults_clear
from nessos.integrations.sandbox.models import SandboxFault
from nessos.integrations.sandbox.names import names_known


class Command(BaseCommand):
    help = "Make twins of the sandbox misbehave, say which do, or let them behave again."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        fault = verbs.add_parser("fault", help="make a squad, or one action of it, misbehave")
        fault.add_argument("name", help="such as whatsapp, or whatsapp.send_welcome_message")
        fault.add_argument(
            "mode",
            choices=SandboxFault.Mode.values,
            help="fail: it refuses; timeout: no answer, nothing done; unknown: done, and the answer is lost",
        )
        fault.add_argument("--times", type=int, default=1, help="how often (once)")
        clear = verbs.add_parser("clear", help="let it, or all of them, behave again")
        clear.add_argument("name", nargs="?", default="")
        verbs.add_parser("show", help="say which ones misbehave")

    def handle(self, *_args: Any, verb: str, name: str = "", **options: Any) -> None:
        if name and name not in names_known():
            raise CommandError(
                f"The sandbox has no {name!r}. Choose one of these: {', '.join(names_known())}."
            )
        if verb == "fault":
            self._fault(name, options["mode"], options["times"])
        elif verb == "clear":
            self.stdout.write(f"{faults_clear(name=name)} cleared.")
        else:
            self._show()

    def _fault(self, name: str, mode: str, times: int) -> None:
        if times < 1:
            raise CommandError("It misbehaves at least once. Give --times 1 or more, or use clear.")
        try:
            with translation.override("en"):
                fault_set(name=name, mode=mode, times=times)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{name}: {mode}, {_times_tell(times)}.")

    def _show(self) -> None:
        faults = SandboxFault.objects.filter(times_left__gt=0)
        for fault in faults:
            self.stdout.write(f"{fault.name}: {fault.mode}, {_times_tell(fault.times_left)} more.")
        if not faults:
            self.stdout.write("Everything in the sandbox behaves.")


def _times_tell(times: int) -> str:
    return "once" if times == 1 else f"{times} times"
