"""Reads of this room."""

from fin.selectors.contracts import contracts_in_force, contracts_running_out
from fin.selectors.figures import CfoFigures, figures_read
from fin.selectors.profitability import (
    MonthTotal,
    Profitability,
    Row,
    profitability_by_month,
    profitability_read,
)

__all__ = [
    "CfoFigures",
    "MonthTotal",
    "Profitability",
    "Row",
    "contracts_in_force",
    "contracts_running_out",
    "figures_read",
    "profitability_by_month",
    "profitability_read",
]
