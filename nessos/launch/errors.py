"""Why a start ends early; each error is one sentence that says what to do next."""


class LaunchError(Exception):
    """A start or a command that cannot go on; its text is shown as it stands, without a traceback."""
