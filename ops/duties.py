"""What this room does by itself."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from nessos.workers.duties import duty_register
from ops.summing import metrics_sum

duty_register("ops.metrics_sum", label=_("Sum the time entries into the contracts' months"), at=time(2))(
    metrics_sum
)
