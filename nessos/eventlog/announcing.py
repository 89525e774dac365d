"""Rows that announce what happens to them, whichever door the change came through.

``Announcing.save`` opens the transaction, locks and reads the row as it was; Django's ``post_save`` signal then
compares and records the events, still inside that transaction (Django itself sends it after its own has ended).
The manager does bulk calls row by row, or refuses them. Only raw SQL escapes.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, router, transaction
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from nessos.eventlog.catalogue import Change
from nessos.eventlog.errors import BulkRefusedError
from nessos.eventlog.services import changes_announce

M = TypeVar("M", bound="Announcing")

#: Columns that follow from the others: their change alone is no news.
_QUIET = {"created_at", "updated_at"}


class AnnouncingQuerySet(models.QuerySet[M]):
    def update(self, **values: Any) -> int:
        """Row by row, in the order of their keys, so that each announces itself and two callers cannot deadlock."""
        with transaction.atomic(using=self.db):
            wanted = self.model._base_manager.using(self.db).filter(pk__in=self.order_by().values("pk"))
            rows: list[M] = list(wanted.order_by("pk").select_for_update())
            for row in rows:
                for name, value in values.items():
                    setattr(row, _attribute(self.model, name, value), value)
                row.save(using=self.db, update_fields=list(values))
        return len(rows)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], batch_size: int | None = None, **options: Any) -> list[M]:  # type: ignore[override]
        """Inserted together, announced one by one."""
        if any(options.values()):
            raise BulkRefusedError(
                call="bulk_create(…, ignore_conflicts or update_conflicts)",
                model=self.model._meta.label,
                instead=_("Use update_or_create() for each row."),
            )
        rows = list(objs)
        with transaction.atomic(using=self.db):
            for row in rows:
                row.derive(None)
            made = super().bulk_create(rows, batch_size=batch_size)
            changes_announce(changes=[change_of(row, None) for row in made])
        return made

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Row by row, like ``update``."""
        rows = sorted(objs, key=lambda row: row.pk)
        with transaction.atomic(using=self.db):
            for row in rows:
                row.save(using=self.db, update_fields=list(fields))
        return len(rows)


_AnnouncingManager = models.Manager.from_queryset(AnnouncingQuerySet)


class AnnouncingManager(_AnnouncingManager[M]):
    """The default and the base manager of announcing models, so that related managers announce too."""


class Announcing(models.Model):
    """Inherit this first: ``class Lead(Announcing, Record)``, and declare its events in the room's ``events.py``."""

    objects: ClassVar[AnnouncingManager[Self]] = AnnouncingManager()

    #: Set while a save runs: the row as it was, for the signal that follows.
    _before: dict[str, Any] | None
    _announces: bool = False

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def derive(self, before: dict[str, Any] | None) -> Collection[str]:
        """Set the columns that follow from others, and name them. Runs before each write; ``before`` is the old row."""
        return ()

    def save(
        self,
        *args: Any,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        database = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=database):
            self._before = self._lock_before(database)
            derived = self.derive(self._before)
            if update_fields is not None:
                update_fields = {*update_fields, *derived}
            self._announces = True
            try:
                super().save(*args, using=database, update_fields=update_fields, **kwargs)
            finally:
                self._announces = False

    def _lock_before(self, using: str) -> dict[str, Any] | None:
        """The columns as they are in the database, locked until the transaction ends; none for a new row."""
        if self._state.adding:
            return None  # Django inserts it whatever its key, since keys have a default
        row = type(self)._base_manager.using(using).select_for_update().filter(pk=self.pk)
        before: dict[str, Any] | None = row.values(
            *(field.attname for field in self._meta.concrete_fields)
        ).first()
        return before

    def reread(self, using: str) -> Self:
        return type(self)._base_manager.using(using).get(pk=self.pk)


def listen_to_saves() -> None:
    post_save.connect(_announce_save, dispatch_uid="nessos.eventlog.announce")


def _announce_save(
    sender: type[models.Model],  # noqa: ARG001 - the signal names its arguments
    instance: models.Model,
    *,
    created: bool,
    raw: bool,
    using: str,
    update_fields: frozenset[str] | None,
    **_signal: Any,
) -> None:
    """Compare the row with what it was, and record what that announces.

    ``raw`` is a fixture being loaded: a dump brings its events along.
    """
    if raw or not isinstance(instance, Announcing) or not instance._announces:
        return
    before = None if created else instance._before
    after = instance.reread(using) if _is_partial(instance, update_fields) else instance
    changes_announce(changes=[change_of(after, before)])


def _is_partial(instance: models.Model, update_fields: frozenset[str] | None) -> bool:
    """Does the row in memory differ from the one in the database: a partial write, or an expression?"""
    if update_fields is not None or instance.get_deferred_fields():
        return True
    return any(
        hasattr(instance.__dict__.get(field.attname), "resolve_expression")
        for field in instance._meta.concrete_fields
    )


def change_of(after: models.Model, before: dict[str, Any] | None) -> Change:
    changed = frozenset(
        field.name
        for field in after._meta.concrete_fields
        if field.name not in _QUIET
        and not field.generated
        and (before is None or before[field.attname] != _value_of(after, field))
    )
    return Change(after=after, before=before, changed=changed)


def _value_of(row: models.Model, field: Any) -> Any:
    """As the database would give it back: a date typed as text compares equal to the date."""
    return field.to_python(getattr(row, field.attname))


def _attribute(model: type[models.Model], name: str, value: object) -> str:
    """``update(client=3)`` names a foreign key by its field but gives its id."""
    field: Any = model._meta.get_field("id" if name == "pk" else name)
    is_key = (
        field.is_relation and not isinstance(value, models.Model) and not hasattr(value, "resolve_expression")
    )
    return str(field.attname if is_key else name)
