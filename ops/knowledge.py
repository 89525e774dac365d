"""What of OPS is knowledge."""

from nessos.ai.knowledge.sources import source_register

source_register(
    "ops.Playbook",
    title=lambda row: row.title,
    tags=lambda row: " ".join(row.tags),
    text=lambda row: row.content_markdown,
)
