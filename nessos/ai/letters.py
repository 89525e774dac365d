"""Letters to those who answer for the house's intelligence."""

import logging
from collections.abc import Sequence

from django.core.mail import send_mail

log = logging.getLogger(__name__)


def letters_send(subject: str, body: str, addresses: Sequence[str]) -> None:
    """To each by himself: an address that fails keeps nobody else from his letter, nor sends him a second one.

    Raises what the last one raised where none went out. May take as long as a mail server takes: no row locked.
    """
    failed: Exception | None = None
    sent = 0
    for address in addresses:
        try:
            send_mail(subject, body, None, [address])
        except Exception as error:
            log.exception("a letter could not be sent")
            failed = error
        else:
            sent += 1
    if failed is not None and not sent:
        raise failed
