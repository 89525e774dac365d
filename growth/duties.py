"""What GROWTH does by itself."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from growth.services import proposals_expire
from nessos.workers.duties import duty_register

duty_register("growth.proposals_expire", label=_("Expire proposals past their date"), at=time(0, 10))(
    proposals_expire
)
