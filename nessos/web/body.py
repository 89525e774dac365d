"""An ASGI guard against endless bodies: Django writes a whole body to the disk before anyone counts it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

from nessos.web.language import PROGRAM_PATHS

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class BodyLimit:
    """Cuts the bodies that programs send one byte past the limit; the parser then finds them too long, and says so.

    Pages are left alone: a person may upload a file.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        limit: int | None = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if scope["type"] == "http" and limit is not None and scope["path"].startswith(PROGRAM_PATHS):
            receive = _cut(receive, limit + 1)
        await self.application(scope, receive, send)


def _cut(receive: Receive, most: int) -> Receive:
    left = most

    async def receive_some() -> Message:
        nonlocal left
        message = await receive()
        # What comes after the cut is let go by, until the client is done or gone.
        while not left and message["type"] == "http.request":
            message = await receive()
        if message["type"] != "http.request":
            return message
        body = message.get("body", b"")[:left]
        left -= len(body)
        return {**message, "body": body, "more_body": bool(left) and message.get("more_body", False)}

    return receive_some
