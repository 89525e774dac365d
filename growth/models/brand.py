"""Logos, images and documents that show the brand."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel.fields import FoldedField
from nessos.kernel.links import WebAddressField
from nessos.kernel.models import Record
from nessos.kernel.text import text_validate


def metadata_validate(value: object) -> None:
    text_validate(value)
    if not isinstance(value, dict):
        raise ValidationError(
            _("Metadata is an object of names and values. Write it in braces."), code="no_object"
        )


class BrandAsset(Record):
    class AssetType(models.TextChoices):
        LOGO = "logo", _("Logo")
        IMAGE = "imagem", _("Image")
        DOCUMENT = "documento", _("Document")
        OTHER = "outro", _("Other")

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    asset_type = models.CharField(_("type"), max_length=10, choices=AssetType.choices, default=AssetType.LOGO)
    url = WebAddressField(_("address"))
    metadata = models.JSONField(_("metadata"), default=dict, blank=True, validators=[metadata_validate])

    class Meta:
        verbose_name = _("brand asset")
        verbose_name_plural = _("brand assets")
        ordering = ["name_folded"]

    def __str__(self) -> str:
        return self.name
