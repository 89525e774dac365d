"""What a decision is bound to: what is proposed, and the version of the record behind it, as one short text."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from nessos.offers.records import RecordOffer, records
from ops.workflows.models import Approval

#: A model's label and the id of a row.
Place = tuple[str, str]


def version_read(place: Place) -> str:
    """Of the record as the API shows it; empty where there is no such record."""
    return versions_read([place]).get(place, "")


def versions_read(places: Iterable[Place]) -> dict[Place, str]:
    """Of many at once: one question for each kind of record."""
    ids: dict[str, set[str]] = {}
    for label, key in places:
        ids.setdefault(label, set()).add(key)
    found: dict[Place, str] = {}
    for label, keys in ids.items():
        offer = records.get(label)
        if offer is not None:
            rows = offer.rows().filter(pk__in=[key for key in keys if _is_key(offer, key)])
            found |= {(label, str(row.pk)): _digest(offer.show(row)) for row in rows}
    return found


def fingerprint_make(proposed: Any, version: str) -> str:
    return _digest({"proposed": proposed, "record": version})


def fingerprint_read(approval: Approval) -> str:
    """As it stands now: what would be approved, and the record as it is."""
    return fingerprints_read([approval])[0]


def fingerprints_read(approvals: Iterable[Approval]) -> list[str]:
    approvals = list(approvals)
    versions = versions_read(place for each in approvals if (place := place_of(each)))
    return [fingerprint_make(each.candidate, _version_in(versions, each)) for each in approvals]


def is_record_changed(approval: Approval) -> bool:
    """Since people were first asked."""
    place = place_of(approval)
    return place is not None and version_read(place) != approval.record_version


def place_of(approval: Approval) -> Place | None:
    return (approval.record_model, approval.record_id) if approval.record_model else None


def _version_in(versions: dict[Place, str], approval: Approval) -> str:
    place = place_of(approval)
    return "" if place is None else versions.get(place, "")


def _is_key(offer: RecordOffer, key: str) -> bool:
    try:
        offer.model._meta.pk.to_python(key)
    except (ValidationError, ValueError):
        return False
    return True


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()
