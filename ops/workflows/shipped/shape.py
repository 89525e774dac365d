"""A shipped workflow."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Shipped:
    slug: str
    title: str | Promise
    about: str | Promise
    document: list[dict[str, Any]]
    trigger_module: str = ""
    trigger_event: str = ""
    trigger_condition: str = ""

    @property
    def name(self) -> str:
        return str(self.title)

    @property
    def description(self) -> str:
        return str(self.about)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """A copy, with what is translated in the language of now."""
        return [_plain(step) for step in self.document]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Promise) else value
