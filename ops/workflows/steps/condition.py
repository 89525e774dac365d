"""A gate: what depends on it goes on if its expression is true."""

from typing import TYPE_CHECKING, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from ops.workflows.definition.fields import ExpressionText, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.step import Step
from ops.workflows.graph import ANY, Asked
from ops.workflows.schemas import Schema, record_of

if TYPE_CHECKING:
    from ops.workflows.checking.view import View


@step_kind(_("Condition"))
class Condition(Step):
    passes_at: ClassVar[Asked | None] = True
    answers: ClassVar[tuple[Asked, ...]] = (False, "skipped", ANY)

    type: Literal["condition"] = field(_("Kind"))
    expression: ExpressionText = field(_("Expression"), _("What depends on it goes on if this is true."))

    def output_schema(self, view: "View") -> Schema:
        return record_of({"result": {"type": "boolean"}})
