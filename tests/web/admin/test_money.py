"""Money as people read it."""

from decimal import Decimal

import pytest
from django.utils import translation

from nessos.web.admin import brl


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.56"), "R$ 1.234,56"),
        (Decimal("0.005"), "R$ 0,01"),
        (Decimal("2.674999"), "R$ 2,67"),
        (Decimal("999.995"), "R$ 1.000,00"),
        (Decimal("-0.125"), "-R$ 0,13"),
        (Decimal("-0.001"), "R$ 0,00"),
        (0.615, "R$ 0,62"),
        (None, "–"),
    ],
)
def test_money_beyond_the_cent_is_rounded_half_up(amount: Decimal | float | None, shown: str) -> None:
    with translation.override("pt-br"):
        assert brl(amount) == shown
