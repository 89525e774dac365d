"""What of FIN is knowledge: of contracts, what is told of them in words."""

from django.db.models import QuerySet

from fin.models import Contract
from nessos.ai.knowledge.sources import source_register


def contracts_telling() -> QuerySet[Contract]:
    return Contract.objects.select_related("client")


source_register(
    "fin.Contract",
    rows=contracts_telling,
    title=str,
    text=lambda row: f"{row.summary_ai}\n\n{row.notes}",
)
