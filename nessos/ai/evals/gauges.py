"""What ``/metrics`` says of the judges: read from what they wrote, so it does not fall silent with them."""

from nessos.ai.evals.watching import ages_read, gauge_read
from nessos.kernel.metrics import gauge_register


def gauges_register() -> None:
    gauge_register(
        "nessos_eval_troubles", "Judges that stopped and scores that fell.", gauge_read, labels=("kind",)
    )
    gauge_register(
        "nessos_eval_age_seconds", "Since the agent was scored last.", ages_read, labels=("agent",)
    )
