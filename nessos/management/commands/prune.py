"""Applies the retention policy."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from nessos.ai.feedback.services import feedback_prune
from nessos.ai.ledger.services import calls_prune
from nessos.eventlog.services import events_prune
from nessos.kernel import clock
from ops.workflows.pruning import runs_prune


class Command(BaseCommand):
    help = "Remove what the retention policy says is old enough. Nothing open is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        verb = "would be removed" if dry_run else "removed"
        days = settings.EVENT_RETENTION_DAYS
        count = events_prune(before=_days_ago(days), dry_run=dry_run)
        self.stdout.write(f"{count} events older than {days} days {verb}.")
        days = settings.RUN_RETENTION_DAYS
        count = runs_prune(before=_days_ago(days), dry_run=dry_run)
        self.stdout.write(f"{count} runs that ended more than {days} days ago {verb}.")
        days = settings.AI_CALL_RETENTION_DAYS
        count = calls_prune(before=_days_ago(days), dry_run=dry_run)
        self.stdout.write(f"{count} calls of agents older than {days} days {verb}.")
        days = settings.AI_FEEDBACK_RETENTION_DAYS
        count = feedback_prune(before=_days_ago(days), dry_run=dry_run)
        self.stdout.write(f"{count} corrections of agents' answers older than {days} days {verb}.")


def _days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
