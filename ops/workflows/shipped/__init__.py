"""The workflows that come with the house, as they are first loaded; what a person edits stands afterwards.

Their titles are in the language of whoever loads them. ``shipped_workflows`` gives plain data, fit for JSON.
"""

from ops.workflows.shipped.rooms import ROOMS
from ops.workflows.shipped.shape import Shipped
from ops.workflows.shipped.squads import SQUADS

__all__ = ["Shipped", "shipped_workflows"]


def shipped_workflows() -> list[Shipped]:
    return [*ROOMS, *SQUADS]
