"""A record as the API gives it, for those who are not asking over HTTP."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.module_loading import import_string
from rest_framework.serializers import BaseSerializer

Show = Callable[[Model], dict[str, Any]]


def shown_by(serializer: str) -> Show:
    """What this serializer, ``"growth.api.LeadSerializer"``, gives of a row, of JSON's types alone.

    It is named by its path: who offers a record while the process starts need not load the API for that.
    """

    def record_show(row: Model) -> dict[str, Any]:
        shown: dict[str, Any] = _plain(_serializer_make(serializer).to_representation(row))
        return shown

    return record_show


@cache
def _serializer_make(path: str) -> BaseSerializer[Any]:
    """Made once: a serializer builds its fields anew each time, which takes longer than to show a row."""
    made: BaseSerializer[Any] = import_string(path)()
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
