"""The agents that OPS offers."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.offers.agents import Proposed, agent_register
from ops.consulting import PLAYBOOK_CONSULT
from ops.contract import GapDescribed, PlaybookAlternative, PlaybookSuggested
from ops.suggesting import Candidate, Suggestion, playbook_suggest

__all__ = ["GapDescribed", "PlaybookAlternative", "PlaybookSuggested", "playbook_suggest_offline"]

_WORDS = 5


@agent_register(
    "suggest_playbook",
    label=gettext_lazy("Suggest a playbook"),
    input=GapDescribed,
    output=PlaybookSuggested,
    permission="ops.view_playbook",
    consult=PLAYBOOK_CONSULT,
)
def playbook_suggest_offline(gap: GapDescribed) -> Proposed:
    found = playbook_suggest(description=gap.description)
    output = PlaybookSuggested(
        playbook_id=found.best.playbook if found.best else None,
        confidence=found.confidence,
        alternatives=[_alternative_make(item) for item in found.others],
        why=_why_tell(found),
    )
    return Proposed(output=output, confidence=found.confidence)


def _alternative_make(item: Candidate) -> PlaybookAlternative:
    return PlaybookAlternative(playbook_id=item.playbook, title=item.title, confidence=item.confidence)


def _why_tell(found: Suggestion) -> str:
    if found.best is None and not found.others:
        return _("No playbook speaks of any of this.")
    if found.best is None:
        nearest = found.others[0].title
        return _("No playbook fits; “%(title)s” comes nearest, and is too far off.") % {"title": nearest}
    if not found.words:
        return _("“%(title)s” fits the description best.") % {"title": found.best.title}
    words = get_text_list([f"“{word}”" for word in found.words[:_WORDS]], _("and"))
    return _("“%(title)s” answers to %(words)s in the description.") % {
        "title": found.best.title,
        "words": words,
    }
