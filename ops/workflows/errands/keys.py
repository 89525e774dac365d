"""What an attempt is called, outside of our house too."""

from uuid import UUID, uuid5

_ATTEMPTS = UUID("0d6f3b0e-5b3c-5f0e-9a5a-6e1f7a0c2d41")


def errand_key(*, run_id: UUID, step: str, generation: int, attempt: int) -> str:
    """32 characters that every vendor takes; the same for the same attempt, for ever."""
    return uuid5(_ATTEMPTS, f"{run_id}:{step}:{generation}:{attempt}").hex
