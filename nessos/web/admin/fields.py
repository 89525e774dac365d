"""The fields of forms: related rows are chosen in a search box, numbers are written as one speaks."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import DecimalField, Model, TextField, URLField
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from nessos.web.admin.choices import readable, searchable_relations

#: Texts of pages, not of lines: they get the room of a page to be written in.
LONG_TEXTS = frozenset({"content_markdown", "content_text", "description_markdown", "body"})


class Fields:
    """Related rows are chosen in a search box and only among what may be read; numbers are written as one speaks."""

    model: type[Model]
    admin_site: Any
    autocomplete_fields: Sequence[str] = ()

    def get_autocomplete_fields(self, request: HttpRequest) -> Sequence[str]:
        taken = {*getattr(self, "raw_id_fields", ()), *getattr(self, "radio_fields", ())}
        found = [
            name for name in searchable_relations(request, self.admin_site, self.model) if name not in taken
        ]
        return list(dict.fromkeys([*self.autocomplete_fields, *found]))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, DecimalField):
            kwargs.setdefault("localize", True)  # 1.234,56 where that is how it is written
            # A browser's number input would show an amount with a comma as nothing, and save it so.
            kwargs.setdefault("widget", UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}))
        if isinstance(db_field, ArrayField):
            kwargs.setdefault("widget", UnfoldAdminTextInputWidget())
            kwargs.setdefault("help_text", db_field.help_text or _("Separated by commas."))
        if isinstance(db_field, TextField) and db_field.name in LONG_TEXTS:
            kwargs.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 24, "class": "ness-long"}))
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]
        field.choices = [(value, capfirst(label)) for value, label in field.choices]
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", readable(request, db_field.remote_field.model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", readable(request, db_field.remote_field.model))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
