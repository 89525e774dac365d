"""Paging over a million rows: counting them all would cost more than the page that is shown."""

from typing import Any

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

#: Up to here rows are counted one by one; beyond it the number is an estimate, or "this many at least".
COUNTED = 5_000


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]  # generic for the type checker alone
    """Counts exactly while that is cheap; else asks the planner's statistics, or stops counting."""

    is_estimate = False

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        if not rows.query.is_sliced and not rows.query.where and not rows.query.distinct:
            estimate = rows_estimate(rows)
            if estimate > COUNTED:
                self.is_estimate = True
                return estimate
        # Statistics may be stale: a small estimate is never trusted, for the list would then load every row at once.
        return rows.order_by()[:COUNTED].count()

    @property
    def count_words(self) -> str:
        """The number as the page says it: exact, about, or at least."""
        number = number_format(self.count, use_l10n=True, force_grouping=True)
        if self.is_estimate:
            return _("about %(number)s") % {"number": number}
        return _("%(number)s or more") % {"number": number} if self.count >= COUNTED else number


def rows_estimate(rows: QuerySet[Any]) -> int:
    """What PostgreSQL believes this table to hold; below zero when it was never analysed."""
    with connections[rows.db].cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [_quoted(rows)])
        row = cursor.fetchone()
    return int(row[0]) if row else -1


def _quoted(rows: QuerySet[Any]) -> str:
    return connections[rows.db].ops.quote_name(rows.model._meta.db_table)
