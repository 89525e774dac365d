"""The house as its rooms declare it, with people of these tests' own.

Definitions are checked against shapes alone: agents and actions are those that the rooms offer.
"""

from ops.workflows.checking import House

HOUSE = House(
    group_known=lambda name: name in {"growth", "people", "ops"},
    person_known=lambda who: who in {"ana", "bea", 7},
)
