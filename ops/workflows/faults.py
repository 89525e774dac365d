"""What is wrong with a definition, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Location = tuple[str | int, ...]

#: Behind everything that is there: what is missing has no place of its own.
_LAST = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Fault:
    location: Location
    message: str

    @property
    def path(self) -> str:
        """``steps[2].values.title``"""
        shown = str(self.location[0])
        for part in self.location[1:]:
            if isinstance(part, int):
                shown += f"[{part}]"
            else:
                shown += f".{part}" if part.isidentifier() else f"[{part!r}]"
        return shown


def faults_sort(faults: Iterable[Fault], document: Mapping[str, Any]) -> list[Fault]:
    """As one meets them when one reads the document from its beginning."""
    return sorted(faults, key=lambda fault: _position(fault.location, document))


def _position(location: Location, document: Any) -> tuple[int, ...]:
    found: list[int] = []
    for part in location:
        if isinstance(document, Mapping) and part in document:
            found.append(list(document).index(part))
            document = document[part]
        elif isinstance(document, Sequence) and isinstance(part, int) and part < len(document):
            found.append(part)
            document = document[part]
        else:
            return (*found, _LAST)
    return tuple(found)
