"""What this room does by itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from fin.services import contract_endings_announce
from nessos.workers.duties import duty_register

duty_register(
    "fin.endings_announce", label=_("Announce contracts near their renewal or end"), every=timedelta(hours=1)
)(contract_endings_announce)
