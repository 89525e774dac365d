"""What `manage.py` does around Django: the environment, the embedded database, errors as one sentence."""

import os
import sys
from contextlib import ExitStack

from nessos.launch.environment import data_folder, has_outside_database, load_dotenv
from nessos.launch.errors import LaunchError
from nessos.launch.progress import complain
from nessos.launch.spawn import MARK

# Commands that touch no database, and those that bring their own: every other one gets the embedded server.
WITHOUT_DATABASE = frozenset(
    {
        "help", "version", "--help", "-h", "--version", "check", "makemigrations", "makemessages",
        "compilemessages", "collectstatic", "findstatic", "diffsettings", "spectacular", "startapp",
        "startproject", "test", "testserver", "translations", "up",
    }
)  # fmt: skip


def run_command(arguments: list[str]) -> None:
    """Run one management command; what it cannot do is said in one sentence, with exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    command = arguments[1] if len(arguments) > 1 and not {"--help", "-h"} & set(arguments) else "help"
    try:
        with ExitStack() as stack:
            load_dotenv()
            _provide_database(command, stack)
            _load_settings(command)
            from django.core.management import execute_from_command_line

            execute_from_command_line(arguments)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sentence = find_sentence(error)
        if sentence is None:
            raise
        complain(sentence)
        sys.exit(1)


def find_sentence(error: Exception) -> str | None:
    """What to say of an error that is not a fault in our code: None for those that are."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from nessos.kernel.errors import NessosError
    from nessos.kernel.registry import RegistrationError

    if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") is None:
        reason = next(iter(str(error).splitlines()), "")
        return f"The database does not answer: {reason}. Start it, or correct DATABASE_URL."
    if isinstance(error, ImproperlyConfigured):
        return str(SettingsUnreadable(error))
    return str(error) if isinstance(error, LaunchError | NessosError | RegistrationError) else None


def _provide_database(command: str, stack: ExitStack) -> None:
    if has_outside_database():
        from nessos.launch import outside

        outside.check_address(os.environ["DATABASE_URL"])
    if has_outside_database() or MARK in os.environ:
        return  # not ours to start, or that of the `up` which started this command
    from nessos.launch import folder, postgres

    if command == "up":
        # The settings are read once, at the start: the secrets and the socket's place must stand by then.
        folder.prepare(data_folder())
        postgres.ensure_socket_folder(data_folder())
    elif command not in WITHOUT_DATABASE:
        stack.enter_context(postgres.borrowed(data_folder()))


def _load_settings(command: str) -> None:
    """Read the settings here: Django would call every command unknown when they cannot be read."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.is_overridden("DEBUG")
    except (ImproperlyConfigured, ValueError) as error:
        raise SettingsUnreadable(error) from error
    if command == "up" and has_outside_database():
        from nessos.launch import outside

        try:
            key = settings.SECRET_KEY
        except ImproperlyConfigured:
            key = ""
        outside.check_secret_key(key)


class SettingsUnreadable(LaunchError):
    def __init__(self, error: Exception) -> None:
        super().__init__(f"The settings cannot be read: {error}. Correct the environment or the file .env.")
