"""What the ledger forgets by itself, and how the index follows the rows."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.indexing import documents_check, knowledge_index
from nessos.ai.services import calls_prune
from nessos.workers.duties import duty_register

duty_register("ai.calls_prune", label=_("Forget old calls of agents"), at=time(4, 40))(calls_prune)
duty_register(
    "ai.knowledge_index", label=_("Index what was written, changed or removed"), every=timedelta(seconds=5)
)(knowledge_index)
duty_register("ai.knowledge_check", label=_("Compare the index with every text"), at=time(3, 10))(
    documents_check
)
