"""Where a provider may stand and which variables may hold its key: nothing of ours is sent in the clear, or astray."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
#: Names that no one outside can own.
_OWN_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
#: Another spelling of some address, such as 134744072, which would pass for a name of the own network.
_NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)(\.([0-9]+|0x[0-9a-f]*))*")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def base_url_validate(value: str) -> None:
    """https, or http inside of the house's own network; nothing in it but scheme, host, port and path."""
    parts = _split(value)
    host = (parts.hostname or "").lower() if parts else ""
    if parts is None or parts.scheme not in {"http", "https"} or not _is_host(host):
        raise ValidationError(
            _("This is no address of a server. Enter one such as https://api.openai.com/v1."),
            code="address_invalid",
        )
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValidationError(
            _(
                "An address holds no login, no question mark and no number sign: the key stands in the environment."
            ),
            code="address_with_more",
        )
    address = _address_read(host)
    if address is not None and (address.is_link_local or address.is_multicast or address.is_unspecified):
        raise ValidationError(
            _("No model is served at this address. Enter the server's own address."), code="address_reserved"
        )
    if parts.scheme == "http" and not _is_own(host, address):
        raise ValidationError(
            _(
                "Over http anybody on the way can read what is asked, and the key. Use https; "
                "http is for servers on this machine or in a private network."
            ),
            code="address_in_the_clear",
        )


def key_variable_validate(value: str) -> None:
    if not _KEY_VARIABLE.fullmatch(value):
        raise ValidationError(
            _(
                "This is not the name of a variable for a key. Use capital letters, digits and underscores, ending in "
                "_API_KEY, such as OPENAI_API_KEY."
            ),
            code="key_variable_invalid",
        )


def _split(value: str) -> SplitResult | None:
    if re.search(r"[\s\x00-\x1f\x7f\\]", value):
        return None
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError:
        return None
    return parts


def _is_host(host: str) -> bool:
    if _address_read(host) is not None:
        return True
    return bool(_HOST.fullmatch(host)) and not _NUMBER.fullmatch(host)


def _is_own(host: str, address: Address | None) -> bool:
    if address is not None:
        return address.is_private or address.is_loopback
    return "." not in host or host.endswith(_OWN_ENDINGS)


def _address_read(host: str) -> Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
