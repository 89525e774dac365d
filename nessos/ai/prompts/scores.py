"""How well a version does: whoever measures says so here, and the desk shows it beside the version."""

from collections.abc import Callable

from nessos.ai.prompts.models import PromptVersion

#: A version → its score in a few words, such as “86 % (50 cases)”; None: it was not measured.
ScoreReader = Callable[[PromptVersion], str | None]

_readers: list[ScoreReader] = []


def score_register(read: ScoreReader) -> ScoreReader:
    """``@score_register``; the first reader that knows a version's score says it."""
    _readers.append(read)
    return read


def score_of(version: PromptVersion) -> str | None:
    return next((score for read in _readers if (score := read(version)) is not None), None)
