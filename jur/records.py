"""What of JUR a workflow may read and write."""

from nessos.ai.prompts.subjects import subject_register
from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by

_TIMES = ("created_at", "updated_at")

_DOCUMENT = ("title", "doc_type", "content_text", "contract")
record_offer(
    "jur.LegalDocument",
    reads=("id", *_DOCUMENT, *_TIMES),
    writes=_DOCUMENT,
    show=shown_by("jur.api.LegalDocumentSerializer"),
)
subject_register("review_contract", "jur.LegalDocument", {"text": "content_text"})

_RISK = ("document", "clause", "category", "severity", "excerpt", "suggestion", "status")
record_offer(
    "jur.RiskFinding",
    reads=("id", *_RISK, *_TIMES),
    writes=_RISK,
    show=shown_by("jur.api.RiskFindingSerializer"),
)
