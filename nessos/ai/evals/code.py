"""Which program gave the answers: a digest of what is written in the rooms and here."""

import hashlib
from functools import cache
from pathlib import Path

import nessos

_ROOT = Path(nessos.__file__).parent.parent
_PLACES = ("nessos/ai", "nessos/offers", "growth", "ops", "fin", "jur", "people")
_LENGTH = 12


@cache
def code_version() -> str:
    """Equal for equal source texts, whoever deployed them however."""
    digest = hashlib.sha256()
    for place in _PLACES:
        for path in sorted((_ROOT / place).rglob("*.py")):
            if "migrations" not in path.parts:
                digest.update(path.relative_to(_ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:_LENGTH]
