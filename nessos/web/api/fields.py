"""JSON types taken as they are: a number is no text, "yes" is no truth, and a day lies in a year of ours."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.relations import MANY_RELATION_KWARGS

from nessos.web import access

Day = TypeVar("Day", bound=date)

#: Outside of these a date is a slip of the keyboard. A model that means it declares a serializer field of its own.
FIRST_YEAR, LAST_YEAR = 1900, 2199
#: So many rows may be named in one list.
RECORDS_MOST = 200


class _TextOnly(serializers.Field[Any, Any, Any, Any]):
    """Mixed into fields that take JSON strings and nothing else."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Send a text."), code="invalid")
        return super().to_internal_value(data)


class TextField(_TextOnly, serializers.CharField):
    pass


class EmailField(_TextOnly, serializers.EmailField):
    pass


class SlugField(_TextOnly, serializers.SlugField):
    pass


class URLField(_TextOnly, serializers.URLField):
    pass


class UUIDField(_TextOnly, serializers.UUIDField):
    pass


class ChoiceField(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        # DRF compares by str(): a list, a number or true could be taken for the choice they spell.
        if isinstance(data, bool | list | dict | float) or isinstance(data, int) != self._counts:
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)

    @property
    def _counts(self) -> bool:
        return any(isinstance(choice, int) for choice in self.choices)


class TruthField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError(_("Send true or false."), code="invalid")
        return data


class WholeField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != int(data):
            raise serializers.ValidationError(_("Send a whole number."), code="invalid")
        return int(data)


class BigWholeField(WholeField):
    def to_internal_value(self, data: Any) -> int:
        value = super().to_internal_value(data)
        if not -(2**63) <= value < 2**63:
            raise serializers.ValidationError(_("Send a smaller number."), code="invalid")
        return value


class MeasureField(serializers.FloatField):
    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise serializers.ValidationError(_("Send a number."), code="invalid")
        return super().to_internal_value(data)


class AmountField(serializers.DecimalField):
    """A decimal: given as a text or as a number, answered as a text that no double has rounded."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            raise serializers.ValidationError(
                _('Send a number, or a text such as "1234.50".'), code="invalid"
            )
        return super().to_internal_value(data)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return serializers.Field.validate_empty_values(self, data)  # DRF takes "" for null


class DayField(_TextOnly, serializers.DateField):
    def to_internal_value(self, data: Any) -> date:
        day: date = super().to_internal_value(data)
        return year_check(day)


class MomentField(_TextOnly, serializers.DateTimeField):
    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment: datetime = super().to_internal_value(data)
        except OverflowError as error:  # year 1 or 9999, moved into another time zone
            raise _year_refusal() from error
        return year_check(moment)

    def enforce_timezone(self, value: datetime) -> datetime:
        """Answered in UTC, as events tell it; one given without an offset is a time of where the company is."""
        return super().enforce_timezone(value).astimezone(UTC)


class ListField(serializers.ListField):
    """Of a PostgreSQL array; bounded, since a column is not."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        super().__init__(**kwargs)


class RecordsField(serializers.ManyRelatedField):
    """Several of them: a list, bounded, since each id is looked up."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if len(data) > RECORDS_MOST:
            sentence = _("Send %(most)d ids at most.") % {"most": RECORDS_MOST}
            raise serializers.ValidationError(sentence, code="max_length")
        return list(super().to_internal_value(data))


class RecordField(serializers.PrimaryKeyRelatedField[Any]):
    """Another row by its id, out of those that the person may see; any other id is 400, whatever was sent for it."""

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> RecordsField:
        ours = {name: value for name, value in kwargs.items() if name in MANY_RELATION_KWARGS}
        return RecordsField(child_relation=cls(*args, **kwargs), **ours)

    def run_validation(self, data: Any = empty) -> Any:
        return serializers.Field.run_validation(self, data)  # DRF takes "" for null

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        request = self.context.get("request")
        return queryset if queryset is None or request is None else access.visible(request.user, queryset)

    def to_internal_value(self, data: Any) -> Any:
        queryset = self.get_queryset()
        key = queryset.model._meta.pk
        counts = isinstance(key, models.IntegerField)
        if isinstance(data, bool) or not isinstance(data, int if counts else str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        try:
            return queryset.get(pk=key.to_python(data))
        except (queryset.model.DoesNotExist, DjangoValidationError, OverflowError):
            self.fail("does_not_exist", pk_value=data)


def year_check(value: Day) -> Day:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _year_refusal()
    return value


def _year_refusal() -> serializers.ValidationError:
    sentence = _("Send a date between the years %(first)d and %(last)d.")
    return serializers.ValidationError(sentence % {"first": FIRST_YEAR, "last": LAST_YEAR}, code="invalid")


#: Which of these stands for which column; looked up along the column's classes, so that ours are found as their base.
BY_COLUMN: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    models.BigIntegerField: BigWholeField,
    models.BooleanField: TruthField,
    models.CharField: TextField,
    models.DateField: DayField,
    models.DateTimeField: MomentField,
    models.DecimalField: AmountField,
    models.EmailField: EmailField,
    models.FloatField: MeasureField,
    models.IntegerField: WholeField,
    models.PositiveIntegerField: WholeField,
    models.PositiveSmallIntegerField: WholeField,
    models.SlugField: SlugField,
    models.SmallIntegerField: WholeField,
    models.TextField: TextField,
    models.URLField: URLField,
    models.UUIDField: UUIDField,
}
