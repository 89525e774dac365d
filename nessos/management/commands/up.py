"""One command for everything: database, migrations, first data, web server and workers under one process."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from nessos.launch.up import Options, run_up


class Command(BaseCommand):
    help = "Start ness.OS: the database, the web server and the workers, under this one process."
    # The start is measured in seconds: `manage.py check` is for those who change the code.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument(
            "--port", type=int, help="port to listen on; 0: any free one (default: PORT, else 8000)"
        )
        parser.add_argument(
            "--workers", type=int, help="how many worker clusters (default: NESSOS_WORKERS, else 2)"
        )
        parser.add_argument("--no-demo", action="store_true", help="load no demo records at the first start")
        parser.add_argument(
            "--no-web", action="store_true", help="workers only: the web server runs elsewhere"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        workers = options["workers"] if options["workers"] is not None else settings.NESSOS_WORKERS
        run_up(
            Options(
                host=options["host"],
                port=options["port"] if options["port"] is not None else settings.PORT,
                workers=workers,
                demo=settings.NESSOS_DEMO and not options["no_demo"],
                web=not options["no_web"],
            )
        )
