"""Uploaded documents as a source of knowledge."""

from nessos.ai.knowledge.sources import source_register
from nessos.ai.knowledge.uploads.models import UploadedDocument, documents_found

source_register(
    UploadedDocument._meta.label,
    rows=documents_found,
    title=lambda row: row.title,
    tags=lambda row: " ".join(row.tags),
    text=lambda row: row.text,
    text_hash=lambda row: row.text_hash,
)
