"""What this room announces."""

from django.utils.translation import gettext_lazy as _

from nessos.eventlog.catalogue import Facts, event_type
from nessos.kernel.contracts import UUID, Personal, datetime


class DocumentFacts(Facts):
    id: UUID
    title: str
    doc_type: str
    #: A contract names its parties and who signs for them.
    content_text: Personal[str]
    contract: UUID | None
    created_at: datetime
    updated_at: datetime


class RiskFacts(Facts):
    id: UUID
    document: UUID
    clause: str
    category: str
    severity: str
    excerpt: Personal[str]
    suggestion: str
    status: str
    created_at: datetime
    updated_at: datetime


DOCUMENT_CREATED = event_type(
    "jur.document.created",
    DocumentFacts,
    label=_("Legal document created"),
    of="jur.LegalDocument",
    when=lambda change: change.is_new,
)
RISK_FOUND = event_type(
    "jur.risk.found",
    RiskFacts,
    label=_("Risk found"),
    of="jur.RiskFinding",
    when=lambda change: change.is_new,
)
