"""A gate: people look at what was made, correct it if need be, and decide."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ops.workflows.definition.fields import LONGEST, PathText, Persons, TemplateText, Word, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.paths import path_of
from ops.workflows.definition.step import Step
from ops.workflows.faults import Fault
from ops.workflows.graph import ANY, Asked
from ops.workflows.schemas import Schema, record_of
from ops.workflows.wording import name_shorten

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


def _span(label: Promise) -> Any:
    return field(label, default=None, gt=0, le=LONGEST, allow_inf_nan=False)


@step_kind(gettext_lazy("Review by people"))
class HumanReview(Step):
    """Without a ``subject`` the output of the one step that it waits for is under review."""

    passes_at: ClassVar[Asked | None] = "approved"
    answers: ClassVar[tuple[Asked, ...]] = ("rejected", "timed_out", "skipped", ANY)

    type: Literal["human_review"] = field(gettext_lazy("Kind"))
    title: TemplateText = field(gettext_lazy("Title"), gettext_lazy("What is to be decided."), default="")
    subject: PathText = field(
        gettext_lazy("Under review"),
        gettext_lazy("Path of an output, such as steps.write.output. Left out: of the step before."),
        default=None,
    )
    assignee_group: Word | None = field(gettext_lazy("Group"), default=None)
    assignees: Persons = field(gettext_lazy("Persons"), gettext_lazy("User names."), default_factory=list)
    quorum: int = field(
        gettext_lazy("Approvals needed"), gettext_lazy("A single rejection rejects."), default=1, ge=1, le=100
    )
    four_eyes: bool = field(
        gettext_lazy("Four eyes"),
        gettext_lazy("Who triggered the run by hand may not decide."),
        default=False,
    )
    remind_in_seconds: float | None = _span(gettext_lazy("Remind after, in seconds"))
    due_in_seconds: float | None = _span(gettext_lazy("Due after, in seconds"))
    on_timeout: Literal["escalate", "approve", "reject"] | None = field(
        gettext_lazy("When nobody decides in time"),
        gettext_lazy("Left out: it is timed out."),
        default=None,
    )
    escalate_to: Word | None = field(
        gettext_lazy("Escalate to"), gettext_lazy("A group's or a person's name."), default=None
    )

    def check(self, view: "View") -> Iterator[Fault]:
        yield from self._deciders_check(view)
        yield from self._times_check(view)
        yield from self._escalation_check(view)
        if (
            view.is_sound("subject")
            and self.subject
            and "{{" not in self.subject
            and not path_of(self.subject)
        ):
            message = _("This is no path. Write one such as steps.write.output.")
            yield view.fault(message, "subject")

    def output_schema(self, view: "View") -> Schema:
        subject = self.subject or self._subject_before(view)
        return record_of(
            {
                "decision": {"enum": ["approved", "rejected", "timed_out", "skipped"], "type": "string"},
                "output": view.look_by(subject).schema if subject else {},
                "corrected": {"type": "boolean"},
                "by": {"type": "array", "items": {"type": "string"}},
                "comment": {"type": "string"},
            }
        )

    def _subject_before(self, view: "View") -> str | None:
        node = view.graph.nodes.get(view.vertex)
        return f"steps.{node.dependencies[0]}.output" if node and len(node.dependencies) == 1 else None

    def _deciders_check(self, view: "View") -> Iterator[Fault]:
        if not view.is_sound("assignee_group", "assignees"):
            return
        if self.assignee_group is None and not self.assignees:
            yield view.fault(_("Nobody could decide this. Name a group or persons."), "assignee_group")
        if self.assignee_group is not None and not view.house.group_known(self.assignee_group):
            sentence = _("There is no group “%(name)s”. Name one that exists.")
            yield view.fault(sentence % {"name": name_shorten(self.assignee_group)}, "assignee_group")
        for place, who in enumerate(self.assignees):
            if not (isinstance(who, str) and "{{" in who) and not view.house.person_known(who):
                sentence = _("There is no user “%(name)s”. Give a user name.")
                yield view.fault(sentence % {"name": name_shorten(who)}, "assignees", place)
        is_counted = self.assignee_group is None and self.assignees and view.is_sound("quorum")
        if is_counted and self.quorum > len(self.assignees):
            sentence = _(
                "More approvals are needed (%(quorum)d) than persons are named (%(count)d). Name more."
            )
            yield view.fault(sentence % {"quorum": self.quorum, "count": len(self.assignees)}, "quorum")

    def _times_check(self, view: "View") -> Iterator[Fault]:
        if not view.is_sound("due_in_seconds"):
            return
        if self.on_timeout is not None and self.due_in_seconds is None:
            message = _("It is never too late without a due time. Give due_in_seconds, or remove this.")
            yield view.fault(message, "on_timeout")
        if None not in (self.remind_in_seconds, self.due_in_seconds):
            assert self.remind_in_seconds is not None
            assert self.due_in_seconds is not None
            if self.remind_in_seconds >= self.due_in_seconds:
                yield view.fault(_("The reminder has to come before the due time."), "remind_in_seconds")

    def _escalation_check(self, view: "View") -> Iterator[Fault]:
        if not view.is_sound("on_timeout", "escalate_to"):
            return
        if self.on_timeout == "escalate" and self.escalate_to is None:
            yield view.fault(_("Say to whom it is escalated."), "escalate_to")
        if self.on_timeout != "escalate" and self.escalate_to is not None:
            message = _("It is escalated only where on_timeout is “escalate”. Say so, or remove this.")
            yield view.fault(message, "escalate_to")
        if self.escalate_to is not None and not self._is_somebody(view, self.escalate_to):
            sentence = _("There is no group and no user “%(name)s”. Name one that exists.")
            yield view.fault(sentence % {"name": name_shorten(self.escalate_to)}, "escalate_to")

    def _is_somebody(self, view: "View", name: str) -> bool:
        return view.house.group_known(name) or view.house.person_known(name)
