"""The five names that the expressions of a run read."""

from collections.abc import Mapping
from typing import Any


class Environment(dict[str, Any]):
    """``event``, ``payload``, ``steps``, ``run`` and ``context``, of plain data.

    ``outputs`` are those of the step's ancestors in the document's order. ``context`` is merged when it is first read:
    the payload, then every output that is a record, later over earlier.
    """

    def __init__(
        self,
        *,
        payload: Any = None,
        event: Any = None,
        outputs: Mapping[str, Any] | None = None,
        run: Any = None,
    ) -> None:
        steps = {name: {"output": output} for name, output in (outputs or {}).items()}
        super().__init__(event=event, payload=payload, steps=steps, run=run)

    def __missing__(self, name: str) -> Any:
        if name != "context":
            raise KeyError(name)
        merged: dict[str, Any] = {}
        for part in (self["payload"], *(step["output"] for step in self["steps"].values())):
            if isinstance(part, Mapping):
                merged.update(part)
        self["context"] = merged
        return merged
