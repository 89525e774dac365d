"""What of CONVERSATIONS is knowledge: the catalogue, as customers may read it."""

from collections.abc import Iterator

from conversations.models import Equipment
from nessos.ai.knowledge.sources import source_register


def equipment_write(row: Equipment) -> str:
    """Never the internal note."""
    return "\n\n".join(_parts(row))


def _parts(row: Equipment) -> Iterator[str]:
    if row.description:
        yield row.description
    if row.specs:
        yield "\n".join(f"{name}: {value}" for name, value in row.specs.items())
    if not row.is_available:
        yield row.unavailable_text


source_register(
    "conversations.Equipment",
    title=lambda row: row.name,
    tags=lambda row: " ".join([row.get_category_display(), *row.keywords]),
    text=equipment_write,
)
