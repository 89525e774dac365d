"""Form fields of ``fields``: they take what people type, and show the stored value as people write it."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format


class NormalisedFormField(forms.CharField):
    def __init__(
        self, *, normalise: Callable[[str], str], spell: Callable[[str], str] = str, **kwargs: Any
    ) -> None:
        self.normalise = normalise
        self.spell = spell
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return self.normalise(typed) if typed else typed

    def prepare_value(self, value: Any) -> Any:
        return self.spell(value) if isinstance(value, str) and value else value


class MoneyFormField(forms.DecimalField):
    """Takes ``1.234,56`` and ``1234.56`` in Portuguese, ``1,234.56`` in English, each with or without ``R$``."""

    def __init__(self, **kwargs: Any) -> None:
        # A browser's number input knows the dot alone, and would show an amount with a comma as nothing.
        widget = kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        kind = widget if isinstance(widget, type) else type(widget)
        kwargs.setdefault("localize", not issubclass(kind, forms.NumberInput))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs know integers alone
        if value in self.empty_values:
            return None
        # Not the base's reading: it would take the "1,234" of a typing mistake for a thousand and more.
        amount = money_parse(str(value), comma=get_format("DECIMAL_SEPARATOR") == ",")
        try:
            return Decimal(amount)
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def money_parse(typed: str, *, comma: bool) -> str:
    """The amount with a dot for its decimals and nothing else; what makes no sense is left to be refused."""
    amount = re.sub(r"\s|R\$", "", typed)
    if comma:
        return amount.replace(".", "").replace(",", ".") if "," in amount else _dots_read(amount)
    return amount.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})*(\.\d*)?", amount) else amount


def _dots_read(amount: str) -> str:
    """Where the comma marks decimals, a dot marks thousands; not when what follows it are not three digits."""
    return amount.replace(".", "") if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", amount) else amount
