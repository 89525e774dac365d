"""What can be translated."""

from typing import NamedTuple


class Message(NamedTuple):
    """A text in the source; ``plural`` and ``context`` are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""


class Found(NamedTuple):
    message: Message
    #: "growth/models.py:12"
    place: str
