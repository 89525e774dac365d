"""What the ledger refuses."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from nessos.ai.ledger.formatting import brl_exact
from nessos.kernel import clock
from nessos.kernel.errors import NessosError


class BudgetSpentError(NessosError):
    """``until``: when the budget starts anew. ``retry_after``: the seconds until then."""

    code = "budget_spent"
    status = 429
    permanent = False
    sentence = _(
        "The budget “%(budget)s” allows %(limit)s a month. %(used)s of it is spent or set aside, and this call may "
        "cost up to %(asked)s. It starts anew on %(until)s: ask again then, or ask an administrator for a higher limit."
    )

    def __init__(
        self, *, until: datetime, limit: Decimal, used: Decimal, asked: Decimal, **data: Any
    ) -> None:
        self.until = until
        shown = formats.date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
        money = {"limit": brl_exact(limit), "used": brl_exact(used), "asked": brl_exact(asked)}
        super().__init__(until=shown, **money, **data)

    @property
    def retry_after(self) -> int:
        return max(1, round((self.until - clock.now()).total_seconds()))
