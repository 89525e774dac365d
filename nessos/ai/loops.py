"""What workers do besides their duties."""

from nessos.ai.evals.loop import evaluator_make
from nessos.ai.knowledge.uploads.loop import reader_make
from nessos.workers.loops import loop_register

loop_register("ai.uploads", reader_make)
loop_register("ai.evals", evaluator_make)
