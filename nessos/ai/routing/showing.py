"""Plans as people read them: who is asked in which order, what stands against that, and what a version changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nessos.ai.naming import share_tell
from nessos.ai.routing.checking import Choice, blind_tell, model_fault, plan_warnings
from nessos.ai.routing.models import EVERYONE, Candidate, RoutePlan
from nessos.ai.routing.selectors import candidates_read, plan_before
from nessos.offers.agents import agents


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    #: Why it is not asked as the plan says.
    warning: str = ""


def agent_tell(name: str) -> str:
    if name == EVERYONE:
        return _("Every agent without a plan of its own")
    found = agents.get(name)
    return name if found is None else f"{found.label} ({name})"


def choices_of(candidates: Sequence[Candidate]) -> list[Choice]:
    return [Choice(place=each.place, model=each.model, weight=each.weight) for each in candidates]


def lines_tell(plan: RoutePlan, candidates: Sequence[Candidate]) -> list[Line]:
    """One for each who may answer, in their order."""
    if plan.is_withdrawn:
        return [Line(_("No plan of its own any more."))]
    lines = [_candidate_tell(plan, each, candidates) for each in candidates]
    if plan.offline_last:
        is_always = plan.offline_on_budget and bool(candidates)
        lines.append(
            Line(
                _("At last: the house's own rule, also when the budget is spent.")
                if is_always
                else _("At last: the house's own rule.")
            )
        )
    return lines


def _candidate_tell(plan: RoutePlan, candidate: Candidate, candidates: Sequence[Candidate]) -> Line:
    whole = sum(each.weight for each in candidates if each.place == candidate.place)
    share = "" if whole == candidate.weight else f" · {share_tell(candidate.weight / whole)}"
    warning = model_fault(candidate.model) or blind_tell(plan.agent, candidate.model) or ""
    return Line(f"{candidate.place}. {candidate.model}{share}", warning)


def summary_show(plan: RoutePlan, candidates: Sequence[Candidate]) -> SafeString:
    """In one cell of a list."""
    return format_html_join(SafeString("<br>"), "{}", [(line.text,) for line in lines_tell(plan, candidates)])


def order_show(plan: RoutePlan) -> SafeString:
    candidates = candidates_read(plan)
    rows = [
        (line.text, format_html('<div class="ness-warn">{}</div>', line.warning) if line.warning else "")
        for line in lines_tell(plan, candidates)
    ]
    told = {line.warning for line in lines_tell(plan, candidates)}
    choices = choices_of(candidates)
    warnings = plan_warnings(
        plan.agent, choices, offline_last=plan.offline_last, is_withdrawn=plan.is_withdrawn
    )
    others = [(each,) for each in warnings if each not in told]
    return format_html(
        '<ul class="ness-plan">{}</ul>{}',
        format_html_join("", "<li>{}{}</li>", rows),
        format_html_join("", '<p class="ness-warn">{}</p>', others),
    )


def difference_show(plan: RoutePlan) -> SafeString:
    """Against the version before."""
    before = plan_before(plan)
    if before is None:
        return format_html('<p class="ness-quiet">{}</p>', _("It is the first version."))
    old = [line.text for line in lines_tell(before, candidates_read(before))]
    new = [line.text for line in lines_tell(plan, candidates_read(plan))]
    if old == new:
        return format_html('<p class="ness-quiet">{}</p>', _("The same as the version before."))
    return format_html('<ul class="ness-plan">{}</ul>', format_html_join("", _LINE, _compare(old, new)))


_LINE = '<li class="{}"><span class="ness-diff-mark" aria-label="{}">{}</span> {}</li>'


def _compare(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, str, str]]:
    rows: list[tuple[str, str, str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [("", _("unchanged"), "\N{NO-BREAK SPACE}", line) for line in old[i1:i2]]
            continue
        rows += [("ness-diff-removed", _("removed"), "\N{MINUS SIGN}", line) for line in old[i1:i2]]
        rows += [("ness-diff-added", _("added"), "+", line) for line in new[j1:j2]]
    return rows
