"""Form fields for lists that are kept as JSON: a small table in the form, a line of text for each feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from unfold.widgets import BASE_INPUT_CLASSES, TEXTAREA_CLASSES, UnfoldAdminTextareaWidget

from nessos.kernel.forms import MoneyFormField

#: Empty rows that stand below the filled ones; saving brings more.
SPARE = 3
#: No table is longer; whoever sends more did not use our form.
LONGEST = 200


@dataclass(frozen=True)
class Column:
    name: str
    label: Any
    kind: Literal["text", "area", "money"] = "text"
    #: None is stored for an empty cell instead of the empty text.
    is_optional: bool = False


class RowsWidget(forms.Widget):
    """A table of inputs ``items-0-amount``; rows left empty are passed over. Works without scripts."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        rows = []
        for index in range(LONGEST):
            cells = {column.name: data.get(f"{name}-{index}-{column.name}") for column in self.columns}
            if all(cell is None for cell in cells.values()):
                break
            texts = {key: str(cell or "").strip() for key, cell in cells.items()}
            if any(texts.values()):
                rows.append(texts)
        return rows

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-0-{column.name}" in data for column in self.columns)

    def id_for_label(self, id_: str, index: str = "") -> str:
        return ""  # a group of inputs, each with a label of its own

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        filled = value if isinstance(value, list) else []
        spare: list[dict[str, Any]] = [{}] * SPARE
        rows = [self._row(name, index, row) for index, row in enumerate([*filled, *spare])]
        return render_to_string(
            "growth/rows_widget.html", {"columns": self.columns, "rows": rows, "name": name}
        )

    def _row(self, name: str, index: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": f"{name}-{index}-{column.name}",
                "label": _("%(column)s, row %(number)d") % {"column": column.label, "number": index + 1},
                "value": _shown(column, row.get(column.name)),
                "kind": column.kind,
                "css": " ".join(TEXTAREA_CLASSES if column.kind == "area" else BASE_INPUT_CLASSES),
            }
            for column in self.columns
        ]


class RowsField(forms.Field):
    """Rows of texts and amounts; what an amount cannot be is told with its row."""

    def __init__(self, *, columns: Sequence[Column], **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(**{**kwargs, "required": False, "widget": RowsWidget(columns)})

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        return [self._row(number, row) for number, row in enumerate(value or [], start=1)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True

    def _row(self, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        return {column.name: self._cell(number, column, row.get(column.name)) for column in self.columns}

    def _cell(self, number: int, column: Column, text: Any) -> Any:
        if column.kind != "money":
            return None if column.is_optional and not text else text or ""
        try:
            return f"{MoneyFormField().clean(text):.2f}"
        except ValidationError as error:
            told = {"number": number, "column": column.label, "fault": " ".join(error.messages)}
            raise ValidationError(_("Row %(number)d, %(column)s: %(fault)s") % told) from error


class LinesField(forms.CharField):
    """A list of texts, one in each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"widget": UnfoldAdminTextareaWidget(attrs={"rows": 5}), "required": False, **kwargs}
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.clean(data) != (initial or []))


def _shown(column: Column, value: Any) -> Any:
    """An amount as the reader's language writes it; what was typed and refused stays as it was typed."""
    if column.kind != "money" or not value:
        return value if value is not None else ""
    try:
        return number_format(Decimal(str(value)), 2, use_l10n=True, force_grouping=True)
    except InvalidOperation:
        return value
