"""What a step of a dry run would do, or would have waited for, in a sentence or two."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ops.workflows.executing.outcomes import Work


def would_tell(work: Work, output: Any) -> str:
    """Empty for what only reads and reckons; a kind that is not known here says nothing."""
    step = work.step
    told = []
    if step.delay_seconds:
        told.append(_("It would wait %(seconds)g s before it begins.") % {"seconds": step.delay_seconds})
    if (tell := _BY_KIND.get(step.kind)) is not None:
        told.append(tell(work, output))
    return " ".join(each for each in told if each)


def _query(work: Work, output: Any) -> str:
    own = work.step.own
    if own.get("operation") == "create":
        return _("It would make a record of %(model)s.") % {"model": own.get("model")}
    if own.get("operation") == "update":
        count = output.get("updated", 0) if isinstance(output, Mapping) else 0
        return _("It would change records of %(model)s: %(count)d.") % {
            "model": own.get("model"),
            "count": count,
        }
    return ""


def _delay(_work: Work, output: Any) -> str:
    until = output.get("until") if isinstance(output, Mapping) else None
    return "" if until is None else _("It would wait until %(until)s.") % {"until": until}


def _review(work: Work, _output: Any) -> str:
    own = work.step.own
    people = own.get("assignee_group") or own.get("assignees")
    return _("It would wait for a decision of %(people)s. Here it is taken as approved.") % {
        "people": ", ".join(str(each) for each in people) if isinstance(people, list) else people
    }


def _action(work: Work, _output: Any) -> str:
    own = work.step.own
    sentence = _("It would ask %(squad)s for %(action)s, with this input. Nothing was sent.")
    return sentence % {"squad": own.get("squad"), "action": own.get("action")}


def _agent(work: Work, _output: Any) -> str:
    sentence = _("It would ask the agent %(agent)s. Here the offline rule answered.")
    return sentence % {"agent": work.step.own.get("agent")}


_BY_KIND: Mapping[str, Callable[[Work, Any], str]] = {
    "db_query": _query,
    "delay": _delay,
    "human_review": _review,
    "action": _action,
    "ai_agent": _agent,
}
