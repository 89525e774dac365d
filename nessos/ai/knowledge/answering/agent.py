"""The agent ``answer_question``: sentences that the house's own texts hold, and none besides.

Whoever asks in person gets what he may read; where nobody is at the keyboard (a workflow) the house itself asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.answering.checking import is_supported
from nessos.ai.knowledge.answering.quoting import sentences_quote
from nessos.ai.knowledge.answering.shapes import (
    Citation,
    ModelSaid,
    QuestionAnswered,
    QuestionAsked,
    Sentence,
)
from nessos.ai.knowledge.searching import Answered, Found, knowledge_ask
from nessos.ai.knowledge.sources import sources
from nessos.kernel.context import current
from nessos.offers.agents import Consult, Proposed, agent_register
from nessos.web.access import Person

NAME = "answer_question"
_PIECES = 8
#: What was looked for already, on the way to asking the agent: nobody looks twice.
_known: ContextVar[Answered | None] = ContextVar("nessos_knowledge_answered", default=None)


@contextmanager
def answered_already(answered: Answered) -> Iterator[None]:
    token = _known.set(answered)
    try:
        yield
    finally:
        _known.reset(token)


def answered_of(asked: QuestionAsked) -> Answered:
    """The pieces that answer the question; looked for once, so that their numbers stay theirs."""
    if asked._answered is None:
        asked._answered = _known.get() or pieces_find(asked.question, asked.sources, asker_read())
    return asked._answered


def pieces_find(question: str, within: list[str], user: Person | None, *, limit: int = _PIECES) -> Answered:
    chosen = [name for name in within if name in sources.names()]
    if within and not chosen:
        return Answered(found=[])
    return knowledge_ask(query=question, user=user, within=chosen or None, limit=limit)


def asker_read() -> Person | None:
    """None: the house itself asks. Somebody who is no longer let in, or is gone, reads nothing."""
    actor = current().actor_id
    if actor is None:
        return None
    return get_user_model().objects.filter(pk=actor).first() or AnonymousUser()


def material_make(asked: QuestionAsked) -> dict[str, Any]:
    pieces = [
        {"number": number, "title": item.title, "heading": item.heading, "text": item.text}
        for number, item in enumerate(answered_of(asked).found, start=1)
    ]
    return {"question": asked.question, "pieces": pieces}


def answer_finish(asked: QuestionAsked, said: ModelSaid) -> Proposed:
    """A sentence counts only if the pieces that it names are there, and hold what it says."""
    answered = answered_of(asked)
    kept = [
        Sentence(text=item.text.strip(), cites=list(dict.fromkeys(item.cites)))
        for item in said.sentences
        if is_supported(item, answered.found)
    ]
    share = len(kept) / len(said.sentences) if said.sentences else 0.0
    return _proposed_make(answered, kept, confidence=share)


@agent_register(
    NAME,
    label=_("Answer a question from the house's texts"),
    input=QuestionAsked,
    output=QuestionAnswered,
    permission="ai.run_agent",
    context=("question",),
    consult=Consult(
        answer=ModelSaid,
        prompt=Path(__file__).parent / "answer_question.md",
        material=material_make,
        finish=answer_finish,
        variables=("question", "pieces"),
        max_output_tokens=1_500,
    ),
)
def question_answer_offline(asked: QuestionAsked) -> Proposed:
    """The best sentences, as they stand there."""
    answered = answered_of(asked)
    quoted = sentences_quote(asked.question, answered.found)
    return _proposed_make(answered, quoted, confidence=answered.found[0].score if answered.found else 0.0)


def _proposed_make(answered: Answered, sentences: list[Sentence], *, confidence: float) -> Proposed:
    output = QuestionAnswered(
        is_found=bool(sentences),
        sentences=sentences,
        citations=[_citation_make(number, item) for number, item in enumerate(answered.found, start=1)],
        note=answered.fault,
    )
    return Proposed(output=output, confidence=min(max(confidence, 0.0), 1.0) if sentences else 0.0)


def _citation_make(number: int, item: Found) -> Citation:
    return Citation(
        number=number,
        source=item.source,
        record=item.object_id,
        title=item.title,
        heading=item.heading,
        text=item.text,
        score=item.score,
    )
