"""What of PEOPLE a workflow may read and write."""

from nessos.ai.prompts.subjects import subject_register
from nessos.offers.records import record_offer
from nessos.web.api.showing import shown_by

_GAP = ("employee", "playbook", "description", "severity", "resolved_at")
record_offer(
    "people.TrainingGap",
    reads=("id", *_GAP, "created_at", "updated_at"),
    writes=_GAP,
    show=shown_by("people.api.GapSerializer"),
)
subject_register("suggest_playbook", "people.TrainingGap", {"description": "description"})
