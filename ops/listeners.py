"""What this room does when something happens elsewhere, or here."""

from uuid import UUID

from nessos.eventlog.listening import Happened, listener
from ops.services import metrics_setup_done, metrics_setup_request


@listener("fin.contract.created", name="ops.set_up_metrics")
def metrics_request(event: Happened) -> None:
    metrics_setup_request(contract_id=UUID(event.entity_id), number=event.payload["number"])


@listener("ops.metric.recorded", name="ops.metrics_were_set_up")
def metrics_note(event: Happened) -> None:
    metrics_setup_done(contract_id=UUID(event.payload["contract"]))
