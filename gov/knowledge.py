"""What of GOV is knowledge: of each policy the version in force, and no draft."""

from gov.selectors import versions_asking
from nessos.ai.knowledge.sources import source_register

source_register(
    "gov.PolicyVersion",
    rows=versions_asking,
    title=lambda row: row.policy_title,
    text=lambda row: row.content_text,
)
