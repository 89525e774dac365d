"""What the agent that writes posts is asked, and what it answers."""

from pydantic import Field

from growth.posting.writing import SEO_LENGTH
from nessos.kernel.contracts import UUID, Contract
from nessos.kernel.slugs import STRICT


class CaseToTell(Contract):
    case_id: UUID


class PostGenerated(Contract):
    title: str = Field(min_length=1, max_length=200)
    #: No post has it yet.
    slug: str = Field(pattern=STRICT, max_length=120)
    summary: str
    content_markdown: str
    seo_description: str = Field(max_length=SEO_LENGTH)
