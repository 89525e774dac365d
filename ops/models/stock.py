"""What lies on the shelves."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel.fields import FoldedField
from nessos.kernel.models import Record


class StockItem(Record):
    """A product that is kept in stock, and how much of it is there. Below its minimum it is low."""

    product_id = models.CharField(
        _("product"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("This product is in the list already. Change its row.")},
    )
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(source="name")
    #: May be below zero: then more was sold than there was.
    level = models.IntegerField(_("level"), default=0)
    minimum = models.PositiveIntegerField(_("minimum"), default=10)

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")
        ordering: ClassVar = ["name_folded"]
        constraints: ClassVar = [
            # Workflows ask for it by this.
            models.CheckConstraint(
                condition=~Q(product_id=""),
                name="ops_stock_product_given",
                violation_error_message=_("Enter the product's id, as the shop names it."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_low(self) -> bool:
        return self.level < self.minimum
