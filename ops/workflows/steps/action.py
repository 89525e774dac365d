"""Asking a squad for something: the only way in which a workflow reaches the outside world."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.offers.actions import actions
from ops.workflows.checking.inputs import needs_check, params_check
from ops.workflows.definition.fields import TemplateRecord, Word, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.step import Step
from ops.workflows.faults import Fault
from ops.workflows.schemas import Schema
from ops.workflows.wording import choices_tell, name_shorten

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


@step_kind(gettext_lazy("Action"))
class Action(Step):
    type: Literal["action"] = field(
        gettext_lazy("Kind"), gettext_lazy("May be left out where a squad is named."), default="action"
    )
    squad: Word = field(gettext_lazy("Squad"))
    action: Word = field(gettext_lazy("Action"))
    params: TemplateRecord = field(
        gettext_lazy("Parameters"),
        gettext_lazy("What is left out is taken from the context."),
        default_factory=dict,
    )

    def check(self, view: "View") -> Iterator[Fault]:
        known = view.house.actions
        if not view.is_sound("squad"):
            return
        if self.squad not in known.squads():
            sentence = _("There is no squad “%(name)s”. %(choices)s")
            data = {"name": name_shorten(self.squad), "choices": choices_tell(known.squads())}
            yield view.fault(sentence % data, "squad")
            return
        if not view.is_sound("action"):
            return
        found = known.find(self.squad, self.action)
        if found is None:
            sentence = _("The squad %(squad)s has no action “%(name)s”. %(choices)s")
            names = choices_tell(known.names_of(self.squad))
            data = {"squad": self.squad, "name": name_shorten(self.action), "choices": names}
            yield view.fault(sentence % data, "action")
        elif view.is_sound("params"):
            yield from params_check(view, found, self.params)
            yield from needs_check(view, found, set(self.params))

    @classmethod
    def name_unknown(cls, document: Mapping[str, Any]) -> str | None:
        squad, action = str(document.get("squad")), str(document.get("action"))
        return None if actions.find(squad, action) else f"the action {squad}.{action}"

    def output_schema(self, view: "View") -> Schema:
        found = view.house.actions.find(self.squad, self.action)
        return found.output_schema if found else {}
