"""Brings the index of the house's texts up to date, or builds it anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nessos.ai.knowledge.indexing import knowledge_index, knowledge_rebuild


class Command(BaseCommand):
    help = "Index the house's texts. Workers do it by themselves; this does it now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["index", "rebuild"], help="what is due, or everything anew")

    def handle(self, *_args: Any, what: str, **_options: Any) -> None:
        count = knowledge_rebuild() if what == "rebuild" else knowledge_index()
        self.stdout.write(f"{count} texts indexed.")
