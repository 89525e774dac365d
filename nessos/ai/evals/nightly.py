"""What every night is scored: the offline rules for nothing, and a model where that is switched on and may be paid."""

import logging

from nessos.ai.evals.errors import NothingToAskError
from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.registry import evals_read
from nessos.ai.evals.selectors import model_find, prompt_find
from nessos.ai.evals.services import eval_ask, evals_prune
from nessos.ai.feedback.models import AgentTuning, EvalCase
from nessos.ai.providers.models import ServedModel
from nessos.kernel.errors import NessosError

log = logging.getLogger(__name__)

Half = EvalRun.Half


def evals_nightly() -> int:
    """Ask for them; workers do them. Answers how many. What a model may spend is its budgets' matter."""
    evals_prune()
    corrected = set(EvalCase.objects.filter(is_example=False).values_list("agent", flat=True))
    models = dict(AgentTuning.objects.exclude(nightly_model="").values_list("agent", "nightly_model"))
    asked = 0
    for agent in sorted({*evals_read().names(), *corrected}):
        for half in (Half.HELD_BACK, Half.FEEDBACK):
            asked += _ask(agent, half, None)
            if agent in models:
                asked += _ask(agent, half, models[agent])
    return asked


def _ask(agent: str, half: str, name: str | None) -> int:
    try:
        model: ServedModel | None = model_find(name or "")
        eval_ask(agent=agent, half=half, model=model, prompt=prompt_find(agent, None) if model else None)
    except NothingToAskError:
        return 0
    except NessosError as error:  # a model that is gone must not keep the others from being scored
        log.warning("an evaluation could not be asked for", extra={"reason": f"{agent}: {error.code}"})
        return 0
    return 1
