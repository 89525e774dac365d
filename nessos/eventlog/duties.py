"""The sweep: whatever was not delivered right after its commit is delivered here."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nessos.eventlog.delivery import deliveries_sweep
from nessos.workers.duties import duty_register

# Shared by all workers: it claims its rows with SKIP LOCKED, so two sweeps never meet.
duty_register(
    "eventlog.deliveries_sweep",
    label=_("Deliver events to their listeners"),
    every=timedelta(seconds=1),
    exclusive=False,
)(deliveries_sweep)
