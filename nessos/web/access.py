"""Own rows: the one place that says which rows of a table a person may see and write.

API, admin and pages all ask here; it stands in for row-level security, since only our server speaks to the
database. A room declares a rule once per model, in its ``access.py``; who holds ``<app>.see_all_<model>`` is above it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from nessos.kernel.registry import Registry

M = TypeVar("M", bound=Model)
Person = AbstractUser | AnonymousUser
Rule = Callable[[AbstractUser], Q]


@dataclass(frozen=True, kw_only=True)
class OwnRows:
    #: Which rows this person reads, and which of them he may write (the same unless said otherwise).
    read: Rule
    write: Rule
    #: The field that is filled with the person when a new row leaves it empty.
    owner: str | None


_rules: Registry[OwnRows] = Registry("rule of own rows")


def own_rows(label: str, *, read: Rule, write: Rule | None = None, owner: str | None = None) -> None:
    """Declare the rule of one model, ``"ops.TimeEntry"``; who may see all needs ``see_all_timeentry``."""
    _rules.register(label.lower(), OwnRows(read=read, write=write or read, owner=owner))


def rule_of(model: type[Model]) -> OwnRows | None:
    return _rules.get(model._meta.label_lower)


def sees_all(user: Person, model: type[Model]) -> bool:
    if rule_of(model) is None:
        return True
    return user.has_perm(f"{model._meta.app_label}.see_all_{model._meta.model_name}")


def visible(user: Person, queryset: QuerySet[M]) -> QuerySet[M]:
    """The rows of this query that the person may read. Whether he may read the table at all is a permission."""
    rule = rule_of(queryset.model)
    if rule is None or sees_all(user, queryset.model):
        return queryset
    return queryset.filter(rule.read(user)) if isinstance(user, AbstractUser) else queryset.none()


def owner_fill(user: Person, instance: Model) -> None:
    """A new row that names no owner belongs to whoever makes it."""
    rule = rule_of(type(instance))
    if rule is None or rule.owner is None or not isinstance(user, AbstractUser):
        return
    field: Any = type(instance)._meta.get_field(rule.owner)
    if getattr(instance, field.attname) is None:
        setattr(instance, field.attname, user.pk)


def assert_writable(user: Person, instance: Model) -> None:
    """Called inside the writing transaction, after the write: a row outside his own is refused, and rolled back."""
    model = type(instance)
    rule = rule_of(model)
    if rule is None or sees_all(user, model):
        return
    if (
        not isinstance(user, AbstractUser)
        or not model._default_manager.filter(rule.write(user), pk=instance.pk).exists()
    ):
        raise PermissionDenied(_("You may write your own rows only."))
