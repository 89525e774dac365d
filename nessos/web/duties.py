"""What the web forgets by itself."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from nessos.web import retention
from nessos.workers.duties import duty_register

duty_register("web.idempotency.prune", label=_("Forget old idempotency keys"), every=timedelta(hours=1))(
    retention.idempotency_prune
)
duty_register("web.throttle.prune", label=_("Forget who asked long ago"), at=time(4, 30))(
    retention.windows_prune
)
