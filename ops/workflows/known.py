"""What published workflows name and this version of the program does not have: told by ``manage.py check``.

Such a step is put off, not failed (``batches.py``); so somebody has to be told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning
from django.db import OperationalError, connection

from nessos.eventlog.catalogue import type_find
from nessos.eventlog.errors import UnknownEventTypeError
from ops.workflows.models import Workflow
from ops.workflows.plan import name_unknown

_HINT = (
    "In the middle of a deploy, go on: its steps wait and are tried again. Else deploy what offers it, or save the "
    "workflow without it."
)


def check_register() -> None:
    register(names_check, "workflows")


def names_check(**_options: Any) -> list[CheckMessage]:
    """Of the versions that new runs begin with; nothing where no database answers yet."""
    with _database_there() as is_there:
        return [_warn(slug, place, told) for slug, place, told in _unknown_names()] if is_there else []


@contextmanager
def _database_there() -> Iterator[bool]:
    """Checks run before commands that need no database, and in processes that fork: none is left connected."""
    was_open = connection.connection is not None
    try:
        try:
            connection.ensure_connection()
        except OperationalError:
            yield False
        else:
            yield Workflow._meta.db_table in connection.introspection.table_names()
    finally:
        if not was_open:
            connection.close()


def _unknown_names() -> Iterator[tuple[str, str, str]]:
    rows = Workflow.objects.live().filter(published__isnull=False).order_by("slug")
    for slug, module, event, steps in rows.values_list(
        "slug", "trigger_module", "trigger_event", "published__steps"
    ):
        if module and not _is_announced(module, event):
            yield slug, "trigger", f"the event {module}.{event}"
        for step in steps:
            if not step.get("disabled") and (unknown := name_unknown(step)) is not None:
                yield slug, f"step {step['name']!r}", unknown


def _is_announced(module: str, event: str) -> bool:
    try:
        type_find(module, event)
    except UnknownEventTypeError:
        return False
    return True


def _warn(slug: str, place: str, told: str) -> CheckMessage:
    return CheckWarning(
        f"The workflow {slug!r} names {told} in its {place}, which this version of the program does not have.",
        hint=_HINT,
        id="workflows.W001",
    )
