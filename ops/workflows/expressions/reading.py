"""Keys, places and slices of data. What is missing is None; what has no keys at all is an error."""

from collections.abc import Hashable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.kinds import SEQUENCES, kind_of
from ops.workflows.expressions.state import State


def key_read(value: Any, key: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping) and isinstance(key, Hashable):
        return value.get(key)
    raise EvaluationError(
        fault=_(
            "%(kind)s has no keys, so that “%(key)s” cannot be read from it. Look at what this data holds."
        ),
        kind=kind_of(value),
        key=key if isinstance(key, str) else kind_of(key),
    )


def place_read(value: Any, place: Any) -> Any:
    """``value[place]``: a key of a record, a place in a list or text, counted from the end if negative."""
    if not isinstance(value, (*SEQUENCES, str)):
        return key_read(value, place)
    if place is None:
        return None
    if not isinstance(place, int):
        raise EvaluationError(
            fault=_("%(kind)s is read by number, not by %(place)s. Write a number in the brackets."),
            kind=kind_of(value),
            place=kind_of(place),
        )
    try:
        return value[place]
    except IndexError:
        return None


def slice_read(state: State, value: Any, part: slice) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        state.spend_characters(len(value))
    elif isinstance(value, SEQUENCES):
        state.spend(len(value))
    else:
        raise EvaluationError(
            fault=_("%(kind)s cannot be sliced. Only a text or a list can."), kind=kind_of(value)
        )
    if part.step == 0 or not all(
        isinstance(bound, int | None) for bound in (part.start, part.stop, part.step)
    ):
        raise EvaluationError(
            fault=_(
                "a slice goes from one whole number to another, by steps that are not zero. Look at its bounds."
            )
        )
    return value[part]
