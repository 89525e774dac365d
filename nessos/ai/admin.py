"""The desk of this room: each package registers its own tables."""

import nessos.ai.evals.admin
import nessos.ai.feedback.admin
import nessos.ai.ledger.admin
import nessos.ai.prompts.admin
import nessos.ai.providers.admin
import nessos.ai.routing.admin  # noqa: F401  (registers its pages)
from nessos.ai.knowledge import admin as knowledge_admin

__all__ = ["knowledge_admin"]
