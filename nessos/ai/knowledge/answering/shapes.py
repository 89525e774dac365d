"""What the agent is asked, and what it answers."""

from pydantic import Field, PrivateAttr

from nessos.ai.knowledge.searching import Answered
from nessos.kernel.contracts import UUID, Contract, Personal


class QuestionAsked(Contract):
    question: Personal[str] = Field(min_length=1, max_length=2_000)
    #: Names of sources, such as ``ops.Playbook``; none named: all.
    sources: list[str] = Field(default=[], max_length=50)
    #: What was found for it, kept for as long as it is being answered.
    _answered: Answered | None = PrivateAttr(default=None)


class Sentence(Contract):
    text: str
    #: The numbers of the pieces that it rests on.
    cites: list[int]


class Citation(Contract):
    number: int
    source: str
    record: UUID
    title: str
    heading: str
    text: str
    score: float


class QuestionAnswered(Contract):
    #: False: the house's texts do not say.
    is_found: bool
    sentences: list[Sentence]
    #: The pieces that were found, cited or not, the best first.
    citations: list[Citation]
    #: Why only words were looked for, if so.
    note: str


class Said(Contract):
    #: One sentence, without any number in brackets.
    text: str = Field(max_length=600)
    #: The numbers of the pieces that say this.
    cites: list[int] = Field(max_length=8)


class ModelSaid(Contract):
    """What a model fills in; no sentence at all where the pieces do not answer the question."""

    sentences: list[Said] = Field(max_length=8)
