"""``condition``: a gate. Pure, so it needs no savepoint."""

from ops.workflows.executing.kinds import kind_add, purely
from ops.workflows.executing.outcomes import Completed, Outcome, Work


def condition_do(work: Work) -> Outcome:
    work.input = {"expression": work.step.expression.text}
    return Completed(output={"result": work.step.expression.holds(work.environment)})


kind_add("condition", do=purely(condition_do), rehearse=condition_do)
