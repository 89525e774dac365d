"""What the AI ground ships."""

from nessos.ai.prompts.loading import prompts_load
from nessos.ai.providers.loading import providers_load


def reference_ensure() -> None:
    """Load the shipped prompts and models; what somebody edited stays in force."""
    prompts_load()
    providers_load()
