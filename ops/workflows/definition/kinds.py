"""The kinds of steps. A new one is a file in ``ops/workflows/steps/`` that registers its model here."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_args

from django.utils.functional import Promise

from nessos.kernel.registry import RegistrationError, Registry
from ops.workflows.definition.step import Step

S = TypeVar("S", bound=type[Step])

_FOLDER = "ops.workflows.steps"


@dataclass(frozen=True, kw_only=True)
class StepKind:
    name: str
    label: str | Promise
    model: type[Step]

    def __repr__(self) -> str:
        return f"{self.model.__module__}.{self.model.__qualname__}"


_kinds: Registry[StepKind] = Registry("kind of step")


def step_kind(label: str | Promise) -> Callable[[S], S]:
    """Register a model whose ``type`` is a ``Literal`` of the kind's name."""

    def register(model: S) -> S:
        kind_add(_kinds, model, label)
        return model

    return register


def kind_add(registry: Registry[StepKind], model: type[Step], label: str | Promise) -> StepKind:
    """Into this registry, past the door. Raises RegistrationError."""
    if not _is_step(model):
        raise RegistrationError(f"The kind of step {model!r} is no Step. Derive it from Step.")
    names = get_args(model.model_fields["type"].annotation) if "type" in model.model_fields else ()
    if len(names) != 1 or not isinstance(names[0], str):
        raise RegistrationError(
            f"The kind of step {model!r} does not say its type. Give it type: Literal['…']."
        )
    if not label:
        raise RegistrationError(
            f"The kind of step {names[0]!r} has no label. Give it one, marked for translation."
        )
    return registry.register(names[0], StepKind(name=names[0], label=label, model=model))


def _is_step(given: Any) -> bool:
    return isinstance(given, type) and issubclass(given, Step)


@cache
def step_kinds() -> Registry[StepKind]:
    """All of them; their files are imported when somebody first asks."""
    package = importlib.import_module(_FOLDER)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{_FOLDER}.{module.name}")
    return _kinds
