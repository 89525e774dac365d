"""Whose approvals are whose: everyone sees and decides those of his own groups."""

from nessos.web.access import own_rows
from ops.workflows.reviews.people import assigned_to, shown_to

own_rows("workflows.Approval", read=shown_to, write=assigned_to)
