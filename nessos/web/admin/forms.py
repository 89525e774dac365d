"""What every form of the desk adds: the second of two editors is told, and what saving refused stands at its field."""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.db.models import Model, Q
from django.forms.models import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nessos.web.access import rule_of, sees_all
from nessos.web.admin.refusals import Refusal

SEEN = "_seen"


class KeepingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps what a record points at, even where this person could not choose it anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
                self._keep(name, field)

    def _keep(self, name: str, field: ModelChoiceField) -> None:  # type: ignore[type-arg]
        column = self.instance._meta.get_field(name)
        current = getattr(self.instance, column.attname, None)
        rows = field.queryset
        if current is None or rows is None or not rows.query.where:
            return
        key = field.to_field_name or "pk"
        mine = Q(pk__in=rows.order_by().values("pk")) | Q(**{key: current})
        field.queryset = rows.model._default_manager.filter(mine)


class DeskForm(KeepingForm):
    """Made for one request by ``RoomAdmin.get_form``."""

    desk_request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner_settle()

    def _owner_settle(self) -> None:
        """Whoever writes his own rows only sees his name where others choose one."""
        model, user = type(self.instance), self.desk_request.user
        rule = rule_of(model)
        if rule is None or rule.owner not in self.fields or sees_all(user, model):
            return
        field = self.fields[rule.owner]
        owner = getattr(self.instance, model._meta.get_field(rule.owner).attname) or user.pk
        field.disabled = True
        field.queryset = field.queryset.model._default_manager.filter(pk=owner)  # type: ignore[attr-defined]
        self.initial[rule.owner] = owner

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        for name, sentence in self._changed_meanwhile():
            self.add_error(name, sentence)
        if not self.errors:
            self._tell(getattr(self.desk_request, "desk_refusals", []))

    def _tell(self, refusals: list[Refusal]) -> None:
        for refusal in refusals:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def _changed_meanwhile(self) -> list[tuple[str, str]]:
        fresh: dict[str, str] = getattr(self.instance, "desk_values", {})
        seen = _unpacked(self.data.get(SEEN, ""))
        stale = [
            name
            for name in self.fields
            if name in seen and name in fresh and seen[name] != digest(fresh[name])
        ]
        return [(name, self._sentence(name)) for name in stale if self._differs(name, fresh[name])]

    def _differs(self, name: str, fresh: str) -> bool:
        """Two people who made the same change have no quarrel."""
        field = self.instance._meta.get_field(name)
        return name not in self.errors and str(field.value_to_string(self.instance)) != fresh

    def _sentence(self, name: str) -> str:
        told: dict[str, Any] = getattr(self.instance, "desk_told", {})
        return _(
            "Somebody changed this after you opened the page: it says “%(value)s” now. Save again to put yours there."
        ) % {"value": told.get(name, "…")}


def values_note(record: Model) -> None:
    """Remember on a freshly read record what its fields say, before a form writes into it."""
    fields = [field for field in record._meta.concrete_fields if field.editable and not field.primary_key]
    known = [field for field in fields if field.attname in record.__dict__]
    record.desk_values = {field.name: str(field.value_to_string(record)) for field in known}  # type: ignore[attr-defined]
    record.desk_told = {field.name: _told(field, record) for field in known}  # type: ignore[attr-defined]


def seen_write(record: Model) -> str:
    """What the page carries along, so that a save can tell whether the record is still the same."""
    values: dict[str, str] = getattr(record, "desk_values", {})
    return " ".join(f"{name}:{digest(value)}" for name, value in values.items())


def digest(value: str) -> str:
    return hashlib.blake2s(value.encode(), digest_size=6).hexdigest()


def _unpacked(seen: str) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in seen.split())
    return {name: value for name, _colon, value in pairs}


def _told(field: Any, record: Model) -> str:
    if field.is_relation:
        return "…"  # its name would cost a query for every field of every page
    return str(display_for_field(getattr(record, field.attname), field, admin.site.empty_value_display))
