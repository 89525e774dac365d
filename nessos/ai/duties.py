"""What the ledger forgets by itself, and how the index follows the rows."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from nessos.ai.evals.nightly import evals_nightly
from nessos.ai.evals.watching import NIGHTLY, evals_watch
from nessos.ai.feedback.services import feedback_prune
from nessos.ai.knowledge.indexing import documents_check, knowledge_index
from nessos.ai.ledger.services import calls_abandon, calls_prune
from nessos.ai.ledger.telling import budgets_tell
from nessos.ai.routing.services import answers_prune
from nessos.workers.duties import duty_register

duty_register("ai.calls_prune", label=_("Forget old calls of agents"), at=time(4, 40))(calls_prune)
duty_register(
    "ai.calls_abandon", label=_("Give up calls of agents that nobody waits for"), every=timedelta(minutes=1)
)(calls_abandon)
duty_register("ai.budgets_tell", label=_("Write when a budget is nearly spent"), every=timedelta(minutes=1))(
    budgets_tell
)
duty_register(
    "ai.knowledge_index", label=_("Index what was written, changed or removed"), every=timedelta(seconds=5)
)(knowledge_index)
duty_register("ai.knowledge_check", label=_("Compare the index with every text"), at=time(3, 10))(
    documents_check
)
duty_register(
    "ai.answers_prune", label=_("Forget answers that were written down"), every=timedelta(minutes=10)
)(answers_prune)
duty_register("ai.feedback_prune", label=_("Forget old corrections of answers"), at=time(4, 45))(
    feedback_prune
)
duty_register(NIGHTLY, label=_("Have the agents scored"), at=time(2, 30))(evals_nightly)
duty_register("ai.evals_watch", label=_("See that the agents are scored"), every=timedelta(minutes=30))(
    evals_watch
)
