"""Something that can be asked for: typed input, typed output, and where input that was left out comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from nessos.kernel.contracts import Contract
from nessos.kernel.registry import RegistrationError

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, kw_only=True)
class Capability:
    label: str | Promise
    input: type[Contract]
    output: type[Contract]
    #: Where in a workflow's context → field of the input that it fills: ``{"customer_phone": "phone"}``, or with
    #: dots for what is inside of a record there: ``{"lead_data.phone": "phone"}``.
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        return self.input.model_json_schema(mode="validation")

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        return self.output.model_json_schema(mode="serialization")

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The fields without which it cannot be asked for."""
        return tuple(name for name, item in self.input.model_fields.items() if item.is_required())

    def sources_of(self, name: str) -> tuple[str, ...]:
        """What of the context fills this field, the first of them before the others; its own name leads."""
        return (name, *(key for key, target in self.aliases.items() if target == name and key != name))

    def input_fill(self, params: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        """What was given, and for each field left out what the context holds of it, if it holds something."""
        filled = dict(params)
        for name in self.input.model_fields:
            if name not in params:
                found = (_context_read(context, source) for source in self.sources_of(name))
                value = next((each for each in found if each is not None), None)
                filled |= {} if value is None else {name: value}
        return filled

    def door_check(self, kind: str, name: str) -> None:
        """Raises RegistrationError."""
        if fault := self._fault_find(name):
            raise RegistrationError(f"The {kind} {name!r} {fault}")

    def _fault_find(self, name: str) -> str | None:
        if not all(NAME.fullmatch(part) for part in name.split(".")):
            return "has a name of the wrong form. Call it like 'check_stock', in lower case."
        if not self.label:
            return "has no label. Give it one, marked for translation."
        for role, contract in (("input", self.input), ("output", self.output)):
            if not is_contract(contract):
                return f"has {contract!r} as its {role}. Derive that from Contract."
        unknown = sorted(set(self.aliases.values()) - self.input.model_fields.keys())
        if unknown:
            return f"has aliases of {', '.join(unknown)}, which its input lacks. Correct them."
        return None


def is_contract(given: Any) -> bool:
    return isinstance(given, type) and issubclass(given, Contract)


def _context_read(context: Any, source: str) -> Any:
    for key in source.split("."):
        context = context.get(key) if isinstance(context, Mapping) else None
    return context
