"""What the ledger forgets by itself."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from nessos.ai.services import calls_prune
from nessos.workers.duties import duty_register

duty_register("ai.calls_prune", label=_("Forget old calls of agents"), at=time(4, 40))(calls_prune)
