"""The tables of all packages of this room: Django looks for them here."""

from nessos.ai.evals.models import EvalAlarm, EvalRun
from nessos.ai.feedback.models import AgentTuning, EvalCase, Feedback
from nessos.ai.knowledge.models import Chunk, Document, EmbedderChoice, EmbeddingSpace
from nessos.ai.knowledge.uploads.models import UploadedDocument, UploadedFile
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.ai.prompts.models import Prompt, PromptVersion, Publication
from nessos.ai.providers.models import Breaker, Provider, ServedModel
from nessos.ai.routing.models import Candidate, KeptAnswer, RoutePlan

__all__ = [
    "AgentCall",
    "AgentTuning",
    "Breaker",
    "Budget",
    "BudgetMonth",
    "Candidate",
    "Chunk",
    "Document",
    "EmbedderChoice",
    "EmbeddingSpace",
    "EvalAlarm",
    "EvalCase",
    "EvalRun",
    "Feedback",
    "KeptAnswer",
    "Prompt",
    "PromptVersion",
    "Provider",
    "Publication",
    "RoutePlan",
    "ServedModel",
    "UploadedDocument",
    "UploadedFile",
]
