"""Applies the retention policy."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from nessos.eventlog.services import events_prune
from nessos.kernel import clock


class Command(BaseCommand):
    help = "Remove what the retention policy says is old enough. Nothing open is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        before = clock.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
        count = events_prune(before=before, dry_run=dry_run)
        verb = "would be removed" if dry_run else "removed"
        self.stdout.write(f"{count} events older than {settings.EVENT_RETENTION_DAYS} days {verb}.")
