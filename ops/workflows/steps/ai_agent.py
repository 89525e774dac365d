"""Consulting an agent. It proposes; what follows decides."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.offers.agents import agents
from ops.workflows.checking.inputs import needs_check, params_check
from ops.workflows.definition.fields import Paths, TemplateRecord, Word, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.paths import path_of
from ops.workflows.definition.step import Step
from ops.workflows.faults import Fault
from ops.workflows.schemas import Schema
from ops.workflows.wording import choices_tell, name_shorten

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


@step_kind(gettext_lazy("AI agent"))
class AiAgent(Step):
    """Its input: ``params`` over what ``context_keys`` lead to over what the context holds by the fields' names.

    A path gives the field that is called like its end; one that leads to a record gives that record's fields.
    """

    type: Literal["ai_agent"] = field(gettext_lazy("Kind"))
    agent: Word = field(gettext_lazy("Agent"))
    context_keys: Paths = field(
        gettext_lazy("Context"),
        gettext_lazy("Paths of what it is given, such as payload.message."),
        default_factory=list,
    )
    params: TemplateRecord = field(
        gettext_lazy("Parameters"),
        gettext_lazy("What is left out is taken from the context."),
        default_factory=dict,
    )
    min_confidence: float | None = field(
        gettext_lazy("Least confidence"),
        gettext_lazy("From 0 to 1; below it the step fails."),
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
    )

    def check(self, view: "View") -> Iterator[Fault]:
        if view.is_sound("context_keys"):
            yield from self._paths_check(view)
        if not view.is_sound("agent"):
            return
        found = view.house.agents.get(self.agent)
        if found is None:
            sentence = _("There is no agent “%(name)s”. %(choices)s")
            data = {"name": name_shorten(self.agent), "choices": choices_tell(view.house.agents.names())}
            yield view.fault(sentence % data, "agent")
        elif view.is_sound("params", "context_keys"):
            yield from params_check(view, found, self.params)
            given, is_all = self._given(view)
            if is_all:
                yield from needs_check(view, found, given)

    @classmethod
    def name_unknown(cls, document: Mapping[str, Any]) -> str | None:
        name = str(document.get("agent"))
        return None if name in agents else f"the agent {name}"

    def output_schema(self, view: "View") -> Schema:
        found = view.house.agents.get(self.agent)
        return found.output_schema if found else {}

    def _paths_check(self, view: "View") -> Iterator[Fault]:
        for place, text in enumerate(self.context_keys):
            if path_of(text) is None:
                message = _("This is no path. Write one such as payload.message or steps.write.output.title.")
                yield view.fault(message, "context_keys", place)

    def _given(self, view: "View") -> tuple[set[str], bool]:
        """The fields that it is given, and whether these are all that it may be given."""
        given, is_all = set(self.params), True
        for text in self.context_keys:
            path, shape = path_of(text), view.look_by(text)
            given |= {str(path[-1])} if path else set()
            given |= set(shape.keys)
            is_all = is_all and not shape.is_open
        return given, is_all
