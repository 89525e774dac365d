"""A run to read from, and what is said of what is not allowed or cannot be worked out."""

import ast
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from ops.workflows.expressions import (
    Environment,
    EvaluationError,
    Expression,
    ExpressionError,
    NotAllowedError,
)
from ops.workflows.values import TemplateError, value_fill

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

ENVIRONMENT = Environment(
    event=None,
    payload={
        "score": 50,
        "name": " Ana ",
        "tags": ["hot", "erp"],
        "mrr": Decimal("10.10"),
        "due": date(2026, 1, 31),
        "sent_at": datetime(2026, 1, 30, 12, tzinfo=UTC),
        "a key": {"deep": {"er": 1}},
        "items": [{"id": "prod_1", "price": 100.0}],
        "nothing": None,
        "get": "a key as well",
    },
    outputs={"qualify": {"score": 80, "tags": ["a"]}, "look_up": None, "later": {"score": 90}},
    run={"id": "r1"},
)


def refusal_of(text: str) -> str:
    with pytest.raises(NotAllowedError) as refusal:
        Expression.parse(text)
    return sentence_of(refusal.value)


def failure_of(text: str, names: Mapping[str, Any]) -> str:
    with pytest.raises(EvaluationError) as failure:
        Expression.parse(text).evaluate(names, now=lambda: NOON)
    return sentence_of(failure.value)


def filling_failure_of(template: Any, names: Mapping[str, Any], place: str) -> str:
    with pytest.raises(TemplateError) as failure:
        value_fill(template, names, place=place)
    return sentence_of(failure.value)


def sentence_of(error: ExpressionError) -> str:
    with translation.override("en"):
        return str(error)


def unchecked(text: str) -> Expression:
    """The expression of a tree that nobody checked, as if somebody had reached past ``parse``."""
    return Expression(text, ast.parse(text.strip(), mode="eval").body)
