"""What stands behind a port: a vendor's client, or its twin in the sandbox."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


def port_find(name: str) -> Any:
    """What the settings chose, made once in each process."""
    return _make(settings.VENDORS[name])


@cache
def _make(path: str) -> Any:
    return import_string(path)()


@checks.register
def vendors_check(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A port behind which nothing stands would be found out by the first customer."""
    found: list[checks.CheckMessage] = []
    for name, path in settings.VENDORS.items():
        try:
            import_string(path)
        except ImportError as error:
            sentence = f"Nothing stands behind the port {name!r}: {error}"
            found.append(checks.Error(sentence, hint="Correct VENDORS in the settings.", id="nessos.E301"))
    return found
