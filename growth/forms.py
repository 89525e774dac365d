"""What people fill in at the desk."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from growth.models import Proposal, Service
from growth.rows import Column, LinesField, RowsField

_SECTIONS = [Column("heading", capfirst(_("heading"))), Column("markdown", capfirst(_("text")), "area")]
_ITEMS = [
    Column("description", capfirst(_("description"))),
    Column("service", capfirst(_("service (slug)")), is_optional=True),
    Column("amount", capfirst(_("amount")), "money"),
]


class ProposalForm(forms.ModelForm[Proposal]):
    sections = RowsField(columns=_SECTIONS, label=capfirst(_("sections")))
    items = RowsField(columns=_ITEMS, label=capfirst(_("items")))


class ServiceForm(forms.ModelForm[Service]):
    marketing_features = LinesField(label=capfirst(_("features")), help_text=_("One in each line."))
