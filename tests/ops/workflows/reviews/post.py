"""A post office that takes no letters."""

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class ClosedPost(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("Nobody is there.")
