"""Feedback as a decision leaves it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from nessos.accounts.models import User
from nessos.ai.feedback.services import feedback_write
from nessos.ai.models import Feedback
from nessos.kernel import clock

GIVEN = {
    "name": "Marina Prado",
    "company": "Grupo Alfa",
    "message": "Sou Marina Prado, ligue (21) 99876-5432. Precisamos de um SOC para 300 pessoas.",
    "source": "site",
}
ORIGINAL = {
    "score": 40,
    "segment": "suporte",
    "suggested_action": "Responder a Marina Prado.",
    "reasons": ["Escreve por uma empresa."],
}
Write = Callable[..., Feedback]


@pytest.fixture
def write(db: None) -> Write:
    """``write(score=77)``: this was corrected; ``write(None)``: it was rejected."""

    def write(corrected: Any = ORIGINAL, *, by: User | None = None, **changes: Any) -> Feedback:
        made = feedback_write(
            agent="qualify_lead",
            given=GIVEN,
            original=ORIGINAL,
            corrected=None if corrected is None else {**corrected, **changes},
            model="offline",
            prompt_version=None,
            run=uuid4(),
            step="qualify",
            review=uuid4(),
            decided_by=by,
            at=clock.now(),
        )
        assert made is not None
        return made

    return write
