"""The conditions of the multi-squad engine: lambdas of a dictionary, kept as they are."""

import pytest

from ops.workflows.expressions import Environment, Expression

#: The conditions of the three workflows of the multi-squad engine, as they stand there.
STOCK = "lambda context: context.get('stock_level', 0) < context.get('min_threshold', 10)"
CART = "lambda context: len(context.get('abandoned_items', [])) > 0"
LEAD = "lambda context: context.get('lead_data') is not None"


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        (STOCK, {"stock_level": 3, "min_threshold": 10}, True),
        (STOCK, {"stock_level": 12, "min_threshold": 10}, False),
        (STOCK, {"stock_level": 9}, True),
        (STOCK, {}, True),
        (CART, {"abandoned_items": [{"id": "prod_1"}]}, True),
        (CART, {"abandoned_items": []}, False),
        (CART, {}, False),
        (LEAD, {"lead_data": {"name": "Maria"}}, True),
        (LEAD, {"lead_data": None}, False),
        (LEAD, {}, False),
        *[
            (f"lambda context: context.get('{flag}', False)", context, holds)
            for flag in (
                "inventory_available",
                "critical_stock",
                "supplier_contacted",
                "lead_qualified",
                "welcome_sent",
            )
            for context, holds in [({flag: True}, True), ({flag: False}, False), ({}, False)]
        ],
        ("lambda context: context.get('condicao', False)", {"condicao": True}, True),
        ("lambda context: context.get('stock_level', 0) < 10", {"stock_level": 10}, False),
        (
            "lambda context: context.get('customer_type') == 'premium' and context.get('cart_value', 0) > 500",
            {"customer_type": "premium", "cart_value": 500.5},
            True,
        ),
        (
            "lambda context: len(context.get('abandoned_items', [])) > 0 and context.get('customer_active', False)",
            {"abandoned_items": [1]},
            False,
        ),
    ],
)
def test_the_lambda_conditions_of_the_squads_hold_as_their_authors_meant(
    condition: str, context: dict[str, object], *, holds: bool
) -> None:
    assert Expression.parse(condition).holds(Environment(payload=context)) is holds
