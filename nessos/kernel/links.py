"""Addresses of web pages."""

from typing import Any

from django.db import models


class WebAddressField(models.URLField):  # type: ignore[type-arg]
    """A URL; what is typed without a scheme is taken for https."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
