"""``ai_agent``: an agent is asked as an errand, since a model takes its time, and no transaction waits for it."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from nessos.ai.errors import AskedTwiceError, ModelsFailedError
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.routing.services import answers_forget
from nessos.ai.running import OFFLINE, agent_run, input_read
from nessos.kernel.context import current
from nessos.kernel.deadlines import time_limited
from nessos.kernel.errors import NessosError
from nessos.offers.agents import Agent, agents
from ops.workflows.definition.paths import path_of, path_template
from ops.workflows.errands.asking import Ask, errands_ask
from ops.workflows.errands.pauses import LONGEST
from ops.workflows.errands.performers import Commission, Done, Refusal, performer_add
from ops.workflows.errands.reading import errands_read, outcome_tell, work_key
from ops.workflows.executing.guarding import outcome_of, works_guard
from ops.workflows.executing.kinds import kind_add
from ops.workflows.executing.outcomes import Completed, Failed, Outcome, Postponed, Work
from ops.workflows.models import Errand
from ops.workflows.values import value_fill

KIND = "agent"
#: An agent that this program does not have: half a deploy.
UNKNOWN_PAUSE = timedelta(seconds=30)
#: Refusals that a step names as its reason.
_TOLD_APART = (BudgetSpentError, ModelsFailedError, AskedTwiceError)


def agents_do(works: Sequence[Work]) -> list[Outcome]:
    """At the first look at a step its agent is asked; at a later one it is told what the agent answered."""
    outcomes = _later_looks([work for work in works if not work.is_first_look])
    asking: list[Work] = []
    for work in works:
        if work.is_first_look:
            if (outcome := _begin(work)) is None:
                asking.append(work)
            else:
                outcomes[work.claimed.id] = outcome
    asked = works_guard(asking, [_ask_all], lambda work: _ask_all([work])[0])
    outcomes |= {work.claimed.id: outcome for work, outcome in zip(asking, asked, strict=True)}
    return [outcomes[work.claimed.id] for work in works]


def input_fill(work: Work, agent: Agent) -> dict[str, Any]:
    """``params`` over what ``context_keys`` lead to over what the context holds; nothing that it does not ask for."""
    own, fields = work.step.own, agent.input.model_fields
    filled = agent.input_fill({}, work.environment["context"])
    for text in own.get("context_keys") or ():
        filled |= _path_read(text, work, fields)
    filled |= value_fill(own.get("params") or {}, work.environment, place="params")
    work.input = json.loads(json.dumps(filled, cls=DjangoJSONEncoder))
    input_read(agent, work.input)
    return dict(work.input)


def _path_read(text: str, work: Work, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The field that is called like the path's end, or the fields of the record that it leads to."""
    value, path = value_fill(path_template(text), work.environment, place="context_keys"), path_of(text)
    if path and path[-1] in fields:
        return {} if value is None else {str(path[-1]): value}
    found = value if isinstance(value, Mapping) else {}
    return {name: found[name] for name in fields if found.get(name) is not None}


def _begin(work: Work) -> Outcome | None:
    """None: it may be asked."""
    agent = agents.get(work.step.document["agent"])
    if agent is None:
        return Postponed(until=work.now + UNKNOWN_PAUSE, waiting_for="program")
    try:
        input_fill(work, agent)
    except Exception as error:  # noqa: BLE001 - told on the step
        return outcome_of(error, work)
    return None


def _ask_all(works: Sequence[Work]) -> list[Outcome]:
    asks = [
        Ask(work=work, kind=KIND, name=work.step.document["agent"], input=dict(work.input)) for work in works
    ]
    return errands_ask(asks)


def _later_looks(works: Sequence[Work]) -> dict[int, Outcome]:
    found = errands_read(works) if works else {}
    return {work.claimed.id: _outcome_read(work, found.get(work_key(work))) for work in works}


def _outcome_read(work: Work, errand: Errand | None) -> Outcome:
    outcome = outcome_tell(errand)
    if errand is not None and isinstance(outcome, Completed):
        return _confidence_ask(work, errand.details.get("confidence")) or outcome
    return outcome


def _confidence_ask(work: Work, confidence: float | None) -> Failed | None:
    """None: it is sure enough, or was not asked how sure it is."""
    least = work.step.document.get("min_confidence")
    if least is None or (confidence is not None and confidence >= least):
        return None
    data = {"least": f"{least:.0%}", "sure": _("unknown") if confidence is None else f"{confidence:.0%}"}
    sentence = _(
        "The agent is less sure than this step asks for: %(sure)s, where at least %(least)s is needed."
    )
    return Failed(error=sentence % data, reason="low_confidence")


def _perform(commission: Commission) -> Done:
    """By an errand's thread. A run asks as one: where models are split, all of it is asked of the same."""
    subject = f"run {current().caused_by}" if current().caused_by else commission.key
    with time_limited(commission.timeout_seconds or LONGEST):
        answer = agent_run(
            commission.name,
            commission.input,
            subject=subject,
            key=commission.key,
            as_of=commission.as_of,
        )
    details = answer.model_dump(mode="json")
    return Done(output=details.pop("output"), details=details)


def _refusal_read(error: NessosError) -> Refusal:
    """What cannot help is not repeated, and a budget is not waited for: that may be weeks."""
    reason = error.code if isinstance(error, _TOLD_APART) else ""
    is_final = error.permanent or isinstance(error, BudgetSpentError)
    return Refusal(reason=reason, is_final=is_final, retry_in=getattr(error, "retry_after", None))


def _recorded(key: str, done: Done) -> None:
    """The errand has the answer now: it need not be kept elsewhere. What cost nothing never was."""
    if done.details.get("model") != OFFLINE:
        answers_forget([key])


def _rehearse(work: Work) -> Outcome:
    """Answered offline, here and now."""
    name = work.step.document["agent"]
    agent = agents.get(name)
    if agent is None:
        return Failed(error=_("There is no agent “%(name)s” in this program.") % {"name": name})
    answer = agent_run(name, input_fill(work, agent), offline=True)
    return _confidence_ask(work, answer.confidence) or Completed(output=answer.output)


# Asking costs something, and changes nothing: who is interrupted asks again.
performer_add(
    KIND,
    offers=agents,
    perform=_perform,
    is_repeatable=True,
    waiting_for="agent",
    refused=_refusal_read,
    recorded=_recorded,
)
kind_add("ai_agent", do=agents_do, rehearse=_rehearse)
