"""Sources: which texts of a room are knowledge. A room declares its own in ``knowledge.py``."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from nessos.kernel.models import Record
from nessos.kernel.registry import RegistrationError, Registry
from nessos.web.access import Person, sees_all, visible


@dataclass(frozen=True, kw_only=True)
class Source:
    """One table of texts. ``rows`` are those that may be found at all: published ones, never a draft."""

    name: str
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    title: Callable[[Any], str]
    text: Callable[[Any], str]
    #: Words that say what the text is about beside its title.
    tags: Callable[[Any], str]
    #: SHA-256 of the text where the row keeps it, so that no text is read to be compared.
    text_hash: Callable[[Any], str] | None = None

    def __repr__(self) -> str:
        return f"{self.text.__module__}.{self.name}"

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    def readable(self, user: Person | None) -> QuerySet[Any]:
        """The rows that this person may read; all of them where the house itself asks."""
        if user is None:
            return self.rows()
        return (
            visible(user, self.rows())
            if user.has_perm(self.permission)
            else self.model._default_manager.none()
        )

    def hash(self, row: Any) -> str:
        if self.text_hash is not None:
            return self.text_hash(row)
        return hashlib.sha256(self.text(row).encode()).hexdigest()

    def reads_all(self, user: Person | None) -> bool:
        return user is None or (user.has_perm(self.permission) and sees_all(user, self.model))


sources: Registry[Source] = Registry("source of knowledge")


def source_register(
    name: str,
    *,
    title: Callable[[Any], str],
    text: Callable[[Any], str],
    tags: Callable[[Any], str] = lambda _row: "",
    rows: Callable[[], QuerySet[Any]] | None = None,
    text_hash: Callable[[Any], str] | None = None,
) -> Source:
    """Register a model, ``"ops.Playbook"``, whose ``updated_at`` changes with each save."""
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError) as error:
        raise RegistrationError(f"The source {name!r} is no model. Name one, like 'ops.Playbook'.") from error
    if not issubclass(model, Record):
        raise RegistrationError(
            f"The source {name!r} is no Record, so nobody sees when it changed. Make it one."
        )
    source = Source(
        name=name,
        model=model,
        rows=rows or model._default_manager.all,
        title=title,
        text=text,
        tags=tags,
        text_hash=text_hash,
    )
    return sources.register(name, source)
