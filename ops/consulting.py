"""A model picks one of the few playbooks that come nearest, by a letter; which row that is, code knows."""

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from nessos.ai.reading.cleaning import line_clean
from nessos.ai.reading.folding import fold
from nessos.ai.reading.orders import orders_drop
from nessos.ai.reading.people import people_hide
from nessos.kernel.contracts import Contract
from nessos.offers.agents import Consult, ModelMisfitError, Proposed
from ops.contract import GapDescribed, PlaybookAlternative, PlaybookSuggested
from ops.models import Playbook
from ops.suggesting import Candidate, candidates_find

LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H")
NONE = "none"
_ABOUT_LENGTH, _WHY_LENGTH, _OTHERS = 600, 400, 2
#: Where model and rules disagree, nobody should be surer than this.
_DISAGREED, _NO_FIT = 0.7, 0.49


class UnknownLetterError(ModelMisfitError):
    code = "playbook_unknown_letter"
    sentence = gettext_lazy("There is no playbook %(letter)s in the list. There are %(known)s, or “none”.")


class TitleElsewhereError(ModelMisfitError):
    code = "playbook_title_elsewhere"
    sentence = gettext_lazy(
        "Playbook %(letter)s is not called “%(told)s”. Copy its title from the list, or choose the "
        "letter that you mean."
    )


class PlaybookPicked(Contract):
    choice: Literal["A", "B", "C", "D", "E", "F", "G", "H", "none"]
    #: As it stands in the list: a letter alone is easily mistaken.
    title: str
    confidence: float = Field(ge=0, le=1)
    why: str = Field(min_length=1)


def gap_show(gap: GapDescribed) -> dict[str, Any]:
    found = _candidates(gap)
    about = dict(
        Playbook.objects.filter(pk__in=[each.playbook for each in found]).values_list(
            "pk", "content_markdown"
        )
    )
    return {
        "description": _description_read(gap),
        "candidates": [
            {
                "letter": letter,
                "title": line_clean(each.title, 200),
                "about": line_clean(about.get(each.playbook, ""), _ABOUT_LENGTH),
            }
            for letter, each in zip(LETTERS, found, strict=False)
        ],
    }


def pick_finish(gap: GapDescribed, picked: PlaybookPicked) -> Proposed:
    found = _candidates(gap)
    why = line_clean(picked.why, _WHY_LENGTH)
    if picked.choice == NONE:
        nearest = found[0].confidence if found else 0.0
        return _propose(None, min(nearest, _NO_FIT), found[: _OTHERS + 1], why)
    known = dict(zip(LETTERS, found, strict=False))
    chosen = known.get(picked.choice)
    if chosen is None:
        raise UnknownLetterError(letter=picked.choice, known=", ".join(known) or _("none"))
    if not _is_called(chosen.title, picked.title):
        raise TitleElsewhereError(letter=picked.choice, told=line_clean(picked.title, 80))
    is_agreed = chosen is found[0]
    sure = max(picked.confidence, chosen.confidence) if is_agreed else min(picked.confidence, _DISAGREED)
    others = [each for each in found if each is not chosen][:_OTHERS]
    return _propose(chosen.playbook, round(sure, 4), others, why)


def _propose(playbook: UUID | None, sure: float, others: list[Candidate], why: str) -> Proposed:
    alternatives = [
        PlaybookAlternative(playbook_id=each.playbook, title=each.title, confidence=each.confidence)
        for each in others
    ]
    output = PlaybookSuggested(playbook_id=playbook, confidence=sure, alternatives=alternatives, why=why)
    return Proposed(output=output, confidence=sure)


def _candidates(gap: GapDescribed) -> list[Candidate]:
    return candidates_find(description=_description_read(gap), most=len(LETTERS))


def _description_read(gap: GapDescribed) -> str:
    kept, _order = orders_drop(gap.description)
    return people_hide(kept, person=_("the person in charge"), datum=_("(withheld)")).strip()


def _is_called(title: str, told: str) -> bool:
    """Small slips in copying are none; a playbook that changed its place meanwhile is one."""
    ours, theirs = (" ".join(fold(each).split()).strip(" .\"'“”") for each in (title, told))
    return bool(theirs) and (ours == theirs or ours.startswith(theirs) or theirs.startswith(ours))


PLAYBOOK_CONSULT = Consult(
    answer=PlaybookPicked,
    prompt=Path(__file__).parent / "prompts" / "suggest_playbook.md",
    material=gap_show,
    finish=pick_finish,
    variables=("description", "candidates"),
    personal=True,
    max_output_tokens=500,
)
