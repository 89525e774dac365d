"""Switching faults on and off, and using one up."""

from collections.abc import Sequence

from django.db import connection

from nessos.integrations.sandbox.errors import SandboxRefused, SandboxSilent
from nessos.integrations.sandbox.models import SandboxFault

Mode = SandboxFault.Mode

_TAKE = """
UPDATE sandbox_sandboxfault SET times_left = times_left - 1
WHERE name = %s AND times_left > 0 RETURNING mode
"""


def fault_set(*, name: str, mode: str, times: int = 1) -> SandboxFault:
    """Make it misbehave so many times, whatever was said before. Raises ValidationError."""
    fault = SandboxFault.objects.filter(name=name).first() or SandboxFault(name=name)
    fault.mode, fault.times_left = mode, times
    fault.full_clean()
    fault.save()
    return fault


def faults_clear(*, name: str = "") -> int:
    """All of them, or this one and, of a squad, those of its actions; says how many."""
    faults = SandboxFault.objects.all()
    if name:
        faults = faults.filter(name=name) | faults.filter(name__startswith=f"{name}.")
    cleared, _by_model = faults.delete()
    return cleared


def fault_take(name: str) -> Mode | None:
    """Use up one fault of ``squad.action``, or else of its squad; None: it behaves.

    Committed at once: whatever becomes of the caller's transaction, it is used up, and two callers take two.
    """
    names = [name, name.partition(".")[0]]
    if not SandboxFault.objects.filter(name__in=names, times_left__gt=0).exists():
        return None
    return next((mode for each in names if (mode := _take(each)) is not None), None)


def fault_meet(name: str) -> None:
    """For what is done in our own database. Raises SandboxRefused or SandboxSilent."""
    mode = fault_take(name)
    if mode == Mode.FAIL:
        raise SandboxRefused(action=name)
    if mode is not None:
        raise SandboxSilent(action=name)


def _take(name: str) -> Mode | None:
    row = _committed(_TAKE, [name]) if connection.in_atomic_block else _executed(connection, _TAKE, [name])
    return Mode(row[0]) if row else None


def _committed(statement: str, values: Sequence[str]) -> tuple[str] | None:
    """On a connection of its own: a fault that a rolled-back step gave back would be met for ever."""
    apart = connection.copy()
    try:
        return _executed(apart, statement, values)
    finally:
        apart.close()


def _executed(through: object, statement: str, values: Sequence[str]) -> tuple[str] | None:
    with through.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, values)
        row: tuple[str] | None = cursor.fetchone()
    return row
