"""What every kind of step has in common."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict

from nessos.kernel.contracts import Contract
from ops.workflows.definition.fields import Name, Names, OptionalExpression, Span, When, field
from ops.workflows.definition.marks import Mark
from ops.workflows.faults import Fault
from ops.workflows.graph import Asked
from ops.workflows.schemas import Schema

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


class Step(Contract):
    """The base of a kind. It declares ``type``, its own fields, and what the class variables and methods below say."""

    model_config = ConfigDict(strict=True)

    #: What a gate gives when it lets pass what depends on it; None: the kind is no gate.
    passes_at: ClassVar[Asked | None] = None
    #: What else ``when`` may ask of a gate of this kind.
    answers: ClassVar[tuple[Asked, ...]] = ()

    name: Name = field(_("Name"), _("Unique in the workflow; expressions read its output by it."))
    depends_on: Names = field(
        _("After"),
        _("The steps that it waits for; [] for none. Left out: the step before it."),
        default=None,
    )
    when: When = field(
        _("When"),
        _("What it asks of the condition or review that it depends on; left out: true, or approved."),
        default=None,
    )
    condition: OptionalExpression = field(
        _("Only if"), _("It is skipped unless this expression is true."), default=None
    )
    delay_seconds: Span = field(
        _("Delay, in seconds"), _("Between what it waits for and its own beginning."), default=0
    )
    retry_on_failure: int = field(
        _("Repetitions"), _("How often it is tried again when it fails."), default=0, ge=0, le=100
    )
    retry_delay_seconds: float = field(
        _("Pause before a repetition, in seconds"),
        _("It doubles each time, up to an hour."),
        default=1,
        ge=0,
        le=3600,
        allow_inf_nan=False,
    )
    timeout_seconds: float | None = field(
        _("Time limit, in seconds"),
        _("One attempt may take no longer."),
        default=None,
        gt=0,
        le=86_400,
        allow_inf_nan=False,
    )
    on_failure: Literal["fail", "continue"] = field(
        _("When it fails"), _("Fail the run, or go on as if it were done."), default="fail"
    )
    disabled: bool = field(_("Switched off"), _("It is passed over as if it were not there."), default=False)

    @property
    def kind(self) -> str:
        return str(getattr(self, "type", ""))

    @classmethod
    def marked(cls, *marks: Mark) -> Mapping[str, Mark]:
        """The fields whose text means something, in the order in which they are declared."""
        found = {
            name: mark
            for name, info in cls.model_fields.items()
            for mark in info.metadata
            if isinstance(mark, Mark)
        }
        return {name: mark for name, mark in found.items() if mark in marks} if marks else found

    def check(self, view: "View") -> Iterator[Fault]:
        """What is wrong with it that its shape alone does not tell."""
        yield from ()

    @classmethod
    def name_unknown(cls, document: Mapping[str, Any]) -> str | None:  # noqa: ARG003  (for kinds that name something)
        """Of what a stored step of this kind names, what this version of the program does not have: "the agent x"."""
        return None

    def output_schema(self, view: "View") -> Schema:
        """What it puts out, as far as that is known; an empty schema where nothing is."""
        return {}


def unread(model: type[Step], given: Mapping[str, Any]) -> Step:
    """A step of which only these fields could be read, for whoever goes on looking for faults; the rest is empty."""
    missing = {name: "" for name, info in model.model_fields.items() if info.is_required()}
    return model.model_construct(**{**missing, **given})
