"""Loads the catalogue that the house ships: once, and renewed for as long as nobody changed it."""

import hashlib
import json
from typing import Any

from django.db import connection, transaction

from conversations.catalogue import CATALOGUE
from conversations.models import Equipment, EquipmentLoaded

_PLAIN = ("name", "category", "description", "specs", "keywords", "is_available", "unavailable_text")
_LINKS = ("alternatives", "upgrades")


@transaction.atomic
def reference_ensure() -> None:
    """What a person made, changed or deleted stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('conversations.catalogue'))")
    loaded = {row.slug: row.digest for row in EquipmentLoaded.objects.all()}
    present = {row.slug: row for row in Equipment.objects.all()}
    ours = [
        shipped
        for shipped in CATALOGUE
        if _is_ours(loaded.get(shipped["slug"]), present.get(shipped["slug"]))
        and loaded.get(shipped["slug"]) != _digest(_content_shipped(shipped))
    ]
    rows = {shipped["slug"]: _row_save(present.get(shipped["slug"]), shipped) for shipped in ours}
    for shipped in ours:
        _links_save(rows[shipped["slug"]], shipped)
        digest = _digest(_content_of(rows[shipped["slug"]]))
        EquipmentLoaded.objects.update_or_create(slug=shipped["slug"], defaults={"digest": digest})


def _is_ours(digest: str | None, row: Equipment | None) -> bool:
    if digest is None or row is None:
        return digest is None and row is None
    return digest == _digest(_content_of(row))


def _row_save(row: Equipment | None, shipped: dict[str, Any]) -> Equipment:
    content = _content_shipped(shipped)
    row = row or Equipment(slug=shipped["slug"])
    for name in (*_PLAIN, "alternatives_context"):
        setattr(row, name, content[name])
    row.full_clean()
    row.save()
    return row


def _links_save(row: Equipment, shipped: dict[str, Any]) -> None:
    for name in _LINKS:
        getattr(row, name).set(Equipment.objects.filter(slug__in=shipped.get(name, [])))


def _content_shipped(shipped: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "description": "", "specs": {}, "keywords": [], "is_available": True, "unavailable_text": "",
        "alternatives_context": [], "alternatives": [], "upgrades": [],
    }  # fmt: skip
    return {name: value for name, value in {**empty, **shipped}.items() if name != "slug"}


def _content_of(row: Equipment) -> dict[str, Any]:
    content = {name: getattr(row, name) for name in (*_PLAIN, "alternatives_context")}
    links = {name: sorted(getattr(row, name).values_list("slug", flat=True)) for name in _LINKS}
    return {**content, **links}


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
