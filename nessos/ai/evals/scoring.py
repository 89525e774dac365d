"""A version's score in a few words, for the pages of prompts."""

from django.utils.translation import gettext as _

from nessos.ai.evals.selectors import score_of_version
from nessos.ai.naming import model_tell, share_tell
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.scores import score_register


@score_register
def version_score(version: PromptVersion) -> str | None:
    """On the half held back, the last time; None: it was never measured."""
    run = score_of_version(version)
    if run is None or run.score is None:
        return None
    sentence = _("%(score)s %(name)s (%(cases)d cases, %(model)s)")
    return sentence % {
        "score": share_tell(run.score),
        "name": _(run.score_name),
        "cases": run.cases,
        "model": model_tell(run.model),
    }
