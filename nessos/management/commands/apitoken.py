"""Prints a new API token."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nessos.accounts.models import User
from nessos.accounts.services import token_create


class Command(BaseCommand):
    help = (
        "Print a new API token of this user, alone on a line. It is shown only now: only its hash is stored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="what the token is for, shown in the admin")

    def handle(self, *_args: Any, username: str, name: str, **_options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(
                f"There is no user {username!r}. Make one in the admin, or with createsuperuser."
            )
        if not user.is_active:
            raise CommandError(f"The user {username!r} is switched off. Switch it on in the admin first.")
        _token, secret = token_create(user=user, name=name or "manage.py apitoken")
        self.stdout.write(secret)
