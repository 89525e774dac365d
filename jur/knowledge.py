"""What of JUR is knowledge: the texts of contracts among them."""

from nessos.ai.knowledge.sources import source_register

source_register("jur.LegalDocument", title=lambda row: row.title, text=lambda row: row.content_text)
