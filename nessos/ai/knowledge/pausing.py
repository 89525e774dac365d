"""What stood in the way of asking a model for vectors, and until when it is not asked again."""

from datetime import timedelta

from nessos.ai.knowledge.models import EmbedderChoice
from nessos.kernel import clock
from nessos.kernel.errors import NessosError

_SHORTEST, _USUAL, _LONGEST = timedelta(seconds=15), timedelta(minutes=1), timedelta(hours=1)


def is_paused(choice: EmbedderChoice) -> bool:
    return choice.resume_at is not None and choice.resume_at > clock.now()


def fault_note(error: NessosError) -> None:
    now = clock.now()
    noted = {"fault": str(error), "fault_at": now, "resume_at": now + _wait_of(error)}
    EmbedderChoice.objects.update_or_create(pk=1, defaults=noted)


def fault_clear() -> None:
    EmbedderChoice.objects.filter(pk=1).exclude(fault="").update(fault="", fault_at=None, resume_at=None)


def _wait_of(error: NessosError) -> timedelta:
    """As long as it says itself, within reason: a budget may be raised before its month is over."""
    asked = getattr(error, "retry_after", None)
    if isinstance(asked, int | float):
        asked = timedelta(seconds=asked)
    return min(max(asked or _USUAL, _SHORTEST), _LONGEST)
