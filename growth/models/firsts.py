"""The moment at which something was true for the first time: kept for good, so that it is announced once."""

from typing import Any

from django.db.models import Model

from nessos.kernel import clock


def first_time_note(row: Model, before: dict[str, Any] | None, name: str, *, happened: bool) -> list[str]:
    """Fill the column ``name`` when it happened and was not noted; a stale copy of the row cannot empty it again.

    Answers the names of what it set, as ``derive`` wants them.
    """
    if getattr(row, name) is not None:
        return []
    noted = before[name] if before else None
    if noted is None and not happened:
        return []
    setattr(row, name, noted or clock.now())
    return [name]
