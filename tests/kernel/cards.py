"""A table of each field, of no app that is installed, so that no migration is missing for it."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from rest_framework import serializers

from nessos.kernel.fields import (
    CNPJField,
    CPFField,
    DocumentField,
    EmailAddressField,
    FoldedField,
    MoneyField,
    PhoneField,
    UFField,
)


class Card(models.Model):
    name = models.CharField(max_length=100, null=True)  # noqa: DJ001  (what folding makes of null is tested)
    name_folded = FoldedField(source="name")
    cpf = CPFField(unique=True, null=True, blank=True)
    cnpj = CNPJField(blank=True)
    document = DocumentField(blank=True)
    phone = PhoneField(blank=True)
    email = EmailAddressField(blank=True)
    uf = UFField(blank=True)
    price = MoneyField(default=0)
    rebate = MoneyField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "cards"

    def __str__(self) -> str:
        return str(self.name)


class Badge(models.Model):
    cpf = CPFField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "cards"

    def __str__(self) -> str:
        return str(self.cpf)


class CardForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Card
        exclude: ClassVar[list[str]] = []


class CardSerializer(serializers.ModelSerializer[Card]):
    class Meta:
        model = Card
        fields = "__all__"


#: One correct value per field: as typed, and as stored.
TYPED = {
    "cpf": "529.982.247-25",
    "cnpj": "12.abc.345/01de-35",
    "document": "11.222.333/0001-81",
    "phone": "(11) 8765-4321",
    "email": " Maria@Example.COM ",
    "uf": "rj",
}
STORED = {
    "cpf": "52998224725",
    "cnpj": "12ABC34501DE35",
    "document": "11222333000181",
    "phone": "+5511987654321",
    "email": "maria@example.com",
    "uf": "RJ",
}
