"""Whose rows are whose."""

from django.db.models import Q

from nessos.web.access import own_rows

own_rows("ops.TimeEntry", read=lambda user: Q(user=user), owner="user")
