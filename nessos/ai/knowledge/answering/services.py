"""A question of a person's: looked for once, then answered by whichever model there is, or by quoting."""

from collections.abc import Iterable

from nessos.ai.knowledge.answering.agent import NAME, answered_already, pieces_find
from nessos.ai.knowledge.answering.shapes import QuestionAnswered
from nessos.ai.running import agent_run
from nessos.web.access import Person


def question_answer(*, question: str, user: Person, sources: Iterable[str] = ()) -> QuestionAnswered:
    """From what this person may read. Where nothing fits, no model is asked at all."""
    within = list(sources)
    answered = pieces_find(question, within, user)
    with answered_already(answered):
        answer = agent_run(NAME, {"question": question, "sources": within}, offline=not answered.found)
    return QuestionAnswered.model_validate(answer.output)
