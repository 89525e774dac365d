"""Rows and bodies, read strictly: what is not declared is refused, what the model forbids is told beforehand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.validators import UniqueValidator

from nessos.web import access
from nessos.web.api import fields
from nessos.web.api.refusals import validation_detail

M = TypeVar("M", bound=models.Model)


class KnownFieldsOnly(serializers.Serializer):  # type: ignore[type-arg]
    """Unknown names are refused. Read-only ones are passed over, so that what was read may be sent back whole."""

    def to_internal_value(self, data: Any) -> Any:
        faults: dict[str, Any] = {}
        if isinstance(data, Mapping):
            sentence = _("There is no such field here.")
            faults = {name: [sentence] for name in data if name not in self.fields}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            faults.update(error.detail)
        if faults:
            raise serializers.ValidationError(faults)
        return value


class StrictSerializer(KnownFieldsOnly):
    """The base of a body that is no row: declare its fields out of ``nessos.web.api.fields``."""


class RecordSerializer(KnownFieldsOnly, serializers.ModelSerializer[M]):
    """A row. Say ``Meta.model`` and ``Meta.fields``; its rules are the model's.

    ``candidate`` is the row as it would be, cleaned and checked; ``save`` writes just that through the model's own
    ``save``, which announces it.
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        **fields.BY_COLUMN,
        ArrayField: fields.ListField,
    }
    serializer_related_field = fields.RecordField
    serializer_choice_field = fields.ChoiceField

    candidate: M

    def run_validation(self, data: Any = empty) -> Any:
        values = super().run_validation(data)
        if isinstance(values, dict):
            self.candidate = self._candidate_make(values)
        return values

    def create(self, validated_data: dict[str, Any]) -> M:
        return self._write(self.candidate, validated_data)

    def update(self, instance: M, validated_data: dict[str, Any]) -> M:
        return self._write(instance, validated_data)

    def _write(self, row: M, values: dict[str, Any]) -> M:
        for name in values.keys() - self._columns(self.validated_data):
            if not _is_many(row, name):
                setattr(row, name, values[name])
        row.save()
        for name, value in values.items():
            if _is_many(row, name):
                getattr(row, name).set(value)
        return row

    # --- The row as it would be ---------------------------------------------------------------------------------
    def _candidate_make(self, values: dict[str, Any]) -> M:
        row = cast("M", self._model() if self.instance is None else self.instance)
        given = self._columns(values)
        for name in given:
            setattr(row, name, values[name])
        if self.instance is None and "request" in self.context:
            access.owner_fill(self.context["request"].user, row)
        self._candidate_check(row, given)
        return row

    def _candidate_check(self, row: M, given: set[str]) -> None:
        """``full_clean`` for a partial form: columns that were not given, or that the model derives, are not blamed."""
        faults: dict[str, Any] = {}
        columns = row._meta.concrete_fields
        # A related row was just fetched, by an id that is right: Django would ask the database once more.
        unasked = {column.name for column in columns if column.name not in given or column.is_relation}
        derived = {column.name for column in columns if not column.editable}
        with _faults_collected(faults):
            row.clean_fields(exclude=unasked)
        with _faults_collected(faults):
            row.clean()
        with _faults_collected(faults):
            row.validate_unique(exclude=derived | faults.keys())
        with _faults_collected(faults):
            row.validate_constraints(exclude=derived | faults.keys())
        if faults:
            raise serializers.ValidationError(self._faults_rename(faults))

    def _faults_rename(self, faults: dict[str, Any]) -> dict[str, Any]:
        """By the names that the client used."""
        by_source = {field.source: name for name, field in self.fields.items()}
        return {by_source.get(name, name): messages for name, messages in faults.items()}

    def _columns(self, values: Mapping[str, Any]) -> set[str]:
        found = set()
        for name in values:
            try:
                field = self._model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if getattr(field, "concrete", False) and not field.many_to_many:
                found.add(name)
        return found

    @property
    def _model(self) -> type[models.Model]:
        model: type[models.Model] = self.Meta.model
        return model

    # --- How the fields are made ---------------------------------------------------------------------------------
    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        made, options = super().build_standard_field(field_name, model_field)
        return made, _uniqueness_leave(options)

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[Any, dict[str, Any]]:
        made, options = super().build_relational_field(field_name, relation_info)
        return made, _uniqueness_leave(options)

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Whoever makes a row owns it, unless the row says otherwise."""
        extra: dict[str, Any] = super().get_extra_kwargs()
        rule = access.rule_of(self._model)
        if rule is not None and rule.owner is not None:
            extra.setdefault(rule.owner, {}).setdefault("required", False)
        return extra

    def get_uniqueness_extra_kwargs(
        self, field_names: Any, declared_fields: Any, extra_kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        return extra_kwargs, {}  # the model's own check says it, conditions included

    def get_validators(self) -> list[Any]:
        return list(getattr(self.Meta, "validators", None) or ())


def _uniqueness_leave(options: dict[str, Any]) -> dict[str, Any]:
    """To the model's check: it says the same in one wording, and knows the conditions."""
    kept = [check for check in options.get("validators", ()) if not isinstance(check, UniqueValidator)]
    if kept:
        options["validators"] = kept
    else:
        options.pop("validators", None)
    return options


def _is_many(row: models.Model, name: str) -> bool:
    try:
        return bool(row._meta.get_field(name).many_to_many)
    except FieldDoesNotExist:
        return False


@contextmanager
def _faults_collected(faults: dict[str, Any]) -> Iterator[None]:
    try:
        yield
    except DjangoValidationError as error:
        found = validation_detail(error)
        for name, messages in (found if isinstance(found, dict) else {"": found}).items():
            faults.setdefault(name, []).extend(messages)
