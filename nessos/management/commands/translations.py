"""Keeps the catalogue of translations: collects what the source says, compiles it, checks that it is whole."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Collect, compile or check the Portuguese of the interface. For development."
    requires_system_checks: tuple[str, ...] = ()  # it reads the source, also while that is half-written

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser(
            "collect", help="take new texts of the source into django.po and drop those that are gone"
        )
        verbs.add_parser("compile", help="make django.mo, which Django reads, from django.po")
        verbs.add_parser("check", help="say what is missing; ends with 1 when something is")

    def handle(self, *_args: Any, verb: str, **_options: Any) -> None:
        try:
            from nessos.management.translating.catalogue import Catalogue
        except ImportError as error:
            raise CommandError("This needs the development dependencies: run `make lint` once.") from error
        catalogue = Catalogue(settings.BASE_DIR)
        if verb == "collect":
            added, dropped = catalogue.collect()
            self.stdout.write(
                f"{added} texts are new, {dropped} are gone. Translate what is empty in django.po."
            )
        elif verb == "compile":
            self.stdout.write(f"{catalogue.compile()} texts compiled.")
        elif faults := list(catalogue.find_faults()):
            raise CommandError("\n".join(faults))
        else:
            self.stdout.write("The catalogue is whole.")
