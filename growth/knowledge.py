"""What of GROWTH is knowledge."""

from nessos.ai.knowledge.sources import source_register

source_register(
    "growth.Case", title=lambda row: row.title, text=lambda row: f"{row.summary}\n\n{row.raw_data}"
)
