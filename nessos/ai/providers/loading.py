"""The provider that the house ships with: OpenAI, or whom OPENAI_BASE_URL names. No agent asks it unbidden."""

import os
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from nessos.ai.providers.models import Provider, ServedModel

_ADDRESS = "https://api.openai.com/v1"
#: Prices of the day they were written, in BRL: to be checked by whoever pays them.
_MODELS: dict[str, dict[str, Any]] = {
    "gpt-4o-mini": {
        "kind": ServedModel.Kind.CHAT,
        "input_price": Decimal("0.90"),
        "output_price": Decimal("3.60"),
        "context_tokens": 128_000,
        "max_output_tokens": 16_000,
    },
    "text-embedding-3-small": {
        "kind": ServedModel.Kind.EMBEDDING,
        "input_price": Decimal("0.12"),
        "context_tokens": 8_000,
    },
}


@transaction.atomic
def providers_load() -> None:
    """Into an empty house alone: what a person set up, renamed or removed in part stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ai.providers'))")
    if Provider.objects.exists():
        return
    address = os.environ.get("OPENAI_BASE_URL", "").strip() or _ADDRESS
    provider = Provider.objects.create(name="OpenAI", base_url=address, key_variable="OPENAI_API_KEY")
    for name, fields in _MODELS.items():
        ServedModel.objects.create(provider=provider, name=name, **fields)
