"""What is said of an errand when it comes back: ``Done``, or one of these."""

from dataclasses import dataclass

from ops.workflows.errands.performers import Done


@dataclass(frozen=True, kw_only=True, slots=True)
class NotDone:
    """It certainly had no effect. Unless that is final, the step's repetitions apply."""

    error: str
    reason: str = ""
    is_final: bool = False
    #: It makes no sense to repeat it sooner than in so many seconds.
    retry_in: float | None = None
    #: It was in doubt before: where nobody waits any more, there is no failure to tell either.
    is_looked_up: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Untold:
    """Nobody can tell. It is looked up after so many seconds; None: a person has to say."""

    error: str
    look_up_in: float | None
    #: Why there is a doubt; a look-up in vain leaves it as it was.
    reason: str = ""
    #: A look-up that said nothing.
    is_look_up: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """It never began, or certainly never happened: it is performed anew, under the same key."""


Verdict = Done | NotDone | Untold | Again
