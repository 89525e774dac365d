"""What people fill in at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from growth.models import Proposal, Service
from growth.rows import Column, LinesField, RowsField

_SECTIONS = [Column("heading", _("heading")), Column("markdown", _("text"), "area")]
_ITEMS = [
    Column("description", _("description")),
    Column("service", _("service (slug)"), is_optional=True),
    Column("amount", _("amount"), "money"),
]


class ProposalForm(forms.ModelForm[Proposal]):
    sections = RowsField(columns=_SECTIONS, label=_("sections"))
    items = RowsField(columns=_ITEMS, label=_("items"))


class ServiceForm(forms.ModelForm[Service]):
    marketing_features = LinesField(label=_("features"), help_text=_("One in each line."))
