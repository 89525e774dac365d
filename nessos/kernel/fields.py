"""Model fields that keep one canonical spelling, whichever door a value comes through.

``to_python`` (forms, the admin, ``full_clean``, fixtures) and the write itself (``save``, ``create``, ``update``,
``bulk_create``, ``bulk_update``) normalise or raise ``ValidationError``; a column check holds against raw SQL. What
is looked for is normalised too, but a search for garbage finds nothing instead of failing. The API's serializers run
the same normaliser as a validator, so what is refused is a 400 with its sentence; they keep what was typed, and the
saved row answers with the canonical spelling.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, GeneratedField, Value
from django.db.models.functions import Coalesce, Lower, Replace
from django.utils.translation import gettext_lazy as _

from nessos.kernel import documents, text
from nessos.kernel.forms import MoneyFormField, NormalisedFormField

__all__ = [
    "CNPJField",
    "CPFField",
    "DocumentField",
    "EmailAddressField",
    "FoldedField",
    "MoneyField",
    "PhoneField",
    "UFField",
]


def _as_validator(normalise: Callable[[str], str]) -> Callable[[str], None]:
    def validate(value: str) -> None:
        normalise(value)

    return validate


class NormalisedField(models.CharField):  # type: ignore[type-arg]
    """The base: a subclass names its normaliser, how people read it, and the shape that the column is held to.

    ``max_length`` bounds what may be typed, punctuation included; an empty value is null where the field allows it.
    """

    #: A POSIX regular expression; no backslash, quote or percent sign, so that it needs no escaping.
    shape: ClassVar[str | None] = None
    typed_length: ClassVar[int]
    input_attrs: ClassVar[dict[str, str]] = {}
    input_widget: ClassVar[type[forms.TextInput | forms.EmailInput]] = forms.TextInput

    @staticmethod
    def normalise(typed: str, /) -> str:
        raise NotImplementedError

    @staticmethod
    def spell(stored: str, /) -> str:
        return stored

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.typed_length)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if not isinstance(value, str):
            raise ValidationError(_("This has to be text. Enter it as text."), code="not_text")
        return self.normalise(value) if value.strip() else self._empty()

    def get_prep_value(self, value: Any) -> Any:
        """For a search: what cannot be normalised is looked for as it is, and not found."""
        try:
            return self.to_python(value)
        except ValidationError:
            return text.text_scrub(str(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self._write(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return self.get_db_prep_value(self._write(value), connection, prepared=True)

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        if self.shape is None:
            return None
        column = connection.ops.quote_name(self.column or "")
        return f"{column} = '' OR {column} ~ '^{self.shape}$'"

    def formfield(self, **kwargs: Any) -> Any:
        made = partial(NormalisedFormField, normalise=self.normalise, spell=self.spell)
        widget = self.input_widget(attrs=self.input_attrs)
        return super().formfield(**{"form_class": made, "widget": widget, **kwargs})

    def _write(self, value: Any) -> Any:
        stored = self.to_python(value)
        if stored == "" and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        return stored

    def _empty(self) -> str | None:
        return None if self.null else ""


class CPFField(NormalisedField):
    normalise = staticmethod(documents.cpf_normalize)
    spell = staticmethod(documents.cpf_format)
    shape = "[0-9]{11}"
    typed_length = 20
    default_validators = [_as_validator(documents.cpf_normalize)]
    input_attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "000.000.000-00"}
    description = _("CPF")


class CNPJField(NormalisedField):
    normalise = staticmethod(documents.cnpj_normalize)
    spell = staticmethod(documents.cnpj_format)
    shape = "[A-Z0-9]{12}[0-9]{2}"
    typed_length = 24
    default_validators = [_as_validator(documents.cnpj_normalize)]
    input_attrs = {"autocapitalize": "characters", "autocomplete": "off", "placeholder": "00.000.000/0000-00"}
    description = _("CNPJ")


class DocumentField(NormalisedField):
    """A CPF or a CNPJ."""

    normalise = staticmethod(documents.document_normalize)
    spell = staticmethod(documents.document_format)
    shape = "([0-9]{11}|[A-Z0-9]{12}[0-9]{2})"
    typed_length = 24
    default_validators = [_as_validator(documents.document_normalize)]
    input_attrs = {"autocapitalize": "characters", "autocomplete": "off"}
    description = _("CPF or CNPJ")


class PhoneField(NormalisedField):
    normalise = staticmethod(documents.phone_normalize)
    spell = staticmethod(documents.phone_format)
    shape = "[+][1-9][0-9]{6,14}"
    typed_length = 32
    default_validators = [_as_validator(documents.phone_normalize)]
    input_attrs = {"type": "tel", "autocomplete": "off", "placeholder": "(11) 98765-4321"}
    description = _("Telephone")


class UFField(NormalisedField):
    normalise = staticmethod(documents.uf_normalize)
    shape = f"({'|'.join(sorted(documents.UFS))})"
    typed_length = 2
    default_validators = [_as_validator(documents.uf_normalize)]
    input_attrs = {"autocapitalize": "characters", "size": "2"}
    description = _("State (UF)")


class EmailAddressField(NormalisedField, models.EmailField):  # type: ignore[type-arg]
    # The serializer's own field runs Django's validator and drops it here by identity: one fault, one sentence.
    normalise = staticmethod(documents.email_normalize)
    typed_length = 254
    default_validators = [validate_email, documents.email_characters_validate]
    input_attrs = {"autocomplete": "off"}
    input_widget = forms.EmailInput
    description = _("E-mail address")


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in BRL. People may give two decimals; what code computes is rounded to them, ties away from zero."""

    description = _("Amount in BRL")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = _decimal_read(value)
        if amount is None or not amount.is_finite():
            raise ValidationError(
                _("This is not an amount of money. Enter a number such as 1500.00."), code="money_invalid"
            )
        return amount

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self._write(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return super().get_db_prep_save(self._write(value), connection)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})

    def _write(self, value: Any) -> Any:
        amount = self.to_python(value)
        if not isinstance(amount, Decimal):
            return amount
        whole_digits = self.max_digits - self.decimal_places
        # By the exponent first: rounding 1E+1000000 would spell out a million zeros.
        rounded = None if amount.adjusted() > whole_digits else _round(amount, self.decimal_places)
        if rounded is None or abs(rounded) >= Decimal(10) ** whole_digits:
            raise ValidationError(
                _("This amount is too large: at most %(digits)d digits fit before the decimals. Check it."),
                code="money_range",
                params={"digits": whole_digits},
            )
        return rounded or abs(rounded)  # no "-0.00"


class FoldedField(GeneratedField):
    """The folded twin of a name (see ``text.fold``), to sort and to search by; the database makes it at every write.

    ``FoldedField(source="name")``: search with ``name_folded__contains=fold(term)``, order by ``name_folded``.
    """

    def __init__(self, *, source: str, **kwargs: Any) -> None:
        self.source = source
        for given in ("expression", "output_field", "db_persist"):
            kwargs.pop(given, None)
        super().__init__(
            expression=_folded(source), output_field=models.TextField(), db_persist=True, **kwargs
        )

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for made in ("expression", "output_field", "db_persist"):
            kwargs.pop(made, None)
        return name, path, args, {**kwargs, "source": self.source}


class _Decomposed(Func):
    template = "normalize(%(expressions)s, NFKD)"


def _folded(source: str) -> Any:
    """``text.fold`` in SQL: each function here is immutable, and none depends on the server's locale but lower()."""
    lowered: Any = Lower(_Decomposed(Coalesce(F(source), Value(""))))
    plain = _regexp_replace(lowered, text.ACCENTS, "")
    ones = {letter: spelled for letter, spelled in text.FOLD_LETTERS.items() if len(spelled) == 1}
    plain = Func(plain, Value("".join(ones)), Value("".join(ones.values())), function="translate")
    for letter in sorted(text.FOLD_LETTERS.keys() - ones.keys()):
        plain = Replace(plain, Value(letter), Value(text.FOLD_LETTERS[letter]))
    return Func(_regexp_replace(plain, text.SPACES, " "), function="btrim", output_field=models.TextField())


def _regexp_replace(subject: Any, pattern: str, replacement: str) -> Any:
    arguments = (subject, Value(pattern), Value(replacement), Value("g"))
    return Func(*arguments, function="regexp_replace", output_field=models.TextField())


def _decimal_read(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value)) if isinstance(value, int | float | str) else Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None


def _round(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
