"""What can go wrong with an event."""

from typing import Self

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from nessos.kernel.errors import NessosError


class UnknownEventTypeError(NessosError):
    code = "unknown_event_type"
    sentence = _(
        "There is no event type %(name)s. GET /api/v1/event-types/ lists them; custom.… may be anything."
    )


class BadPayloadError(NessosError):
    code = "bad_payload"
    sentence = _("The payload does not fit the schema of %(name)s. See errors for each field.")

    @property
    def errors(self) -> list[dict[str, str]]:
        errors: list[dict[str, str]] = self.data["errors"]
        return errors

    @classmethod
    def of(cls, name: str, error: ValidationError) -> Self:
        errors = [
            {"path": _path(item["loc"]), "message": item["msg"]} for item in error.errors(include_url=False)
        ]
        return cls(name=name, errors=errors)


class BulkRefusedError(NessosError):
    code = "bulk_refused"
    sentence = _(
        "%(call)s on %(model)s was refused: its rows announce what happens to them, and this call cannot say which "
        "rows it touched. %(instead)s"
    )


def _path(loc: tuple[int | str, ...]) -> str:
    path = "payload"
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path
