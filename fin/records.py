"""What of FIN a workflow may read and write."""

from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by

_TIMES = ("created_at", "updated_at")

_CLIENT = ("name", "document", "contact_email", "phone", "omie_code", "notes")
record_offer(
    "fin.Client",
    reads=("id", *_CLIENT, *_TIMES),
    writes=_CLIENT,
    show=shown_by("fin.api.ClientSerializer"),
)

_CONTRACT = (
    "client", "number", "kind", "value", "mrr", "start_date", "end_date", "renewal_date", "adjustment_index",
    "hours_limit", "summary_ai", "key_terms", "notes",
)  # fmt: skip
record_offer(
    "fin.Contract",
    reads=("id", *_CONTRACT, *_TIMES),
    writes=_CONTRACT,
    show=shown_by("fin.api.ContractSerializer"),
)
