"""Reads of the catalogue."""

import re

from conversations.models import Equipment
from nessos.kernel.text import fold


def equipment_named(*, text: str) -> list[Equipment]:
    """The machines that a text names, by their name or by what customers call them; whole words, the longest first."""
    said = f" {_words(text)} "
    found = [
        (max(len(name) for name in names), row)
        for row in Equipment.objects.all()
        if (names := [name for name in _names_of(row) if f" {name} " in said])
    ]
    return [row for _length, row in sorted(found, key=lambda each: (-each[0], each[1].name))]


def alternatives_of(*, equipment: Equipment, text: str) -> list[Equipment]:
    """What may be offered instead, where the text speaks of what it is for."""
    said = f" {_words(text)} "
    context = [_words(word) for word in equipment.alternatives_context]
    if context and not any(f" {word} " in said for word in context):
        return []
    return list(equipment.alternatives.filter(is_available=True))


def _names_of(row: Equipment) -> list[str]:
    return [name for name in map(_words, [row.name, *row.keywords]) if name]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
