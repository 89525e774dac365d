"""Waiting, without holding a worker."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.workflows.definition.fields import Seconds, Until, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.step import Step
from ops.workflows.faults import Fault
from ops.workflows.schemas import Schema, record_of

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


@step_kind(gettext_lazy("Delay"))
class Delay(Step):
    type: Literal["delay"] = field(gettext_lazy("Kind"))
    seconds: Seconds = field(gettext_lazy("Seconds"), gettext_lazy("How long it waits."), default=None)
    until: Until = field(gettext_lazy("Until"), gettext_lazy("Until when it waits."), default=None)

    def check(self, view: "View") -> Iterator[Fault]:
        if not view.is_sound("seconds", "until"):
            return
        if self.seconds is None and self.until is None:
            yield view.fault(_("Say how long it waits, in seconds, or until when, in “until”."), "seconds")
        if self.seconds is not None and self.until is not None:
            yield view.fault(_("It waits for seconds or until a moment. Remove one of the two."), "until")

    def output_schema(self, view: "View") -> Schema:
        return record_of({"until": {"type": "string", "format": "date-time"}})
