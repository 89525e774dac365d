"""How a room plugs in: it registers by name, and is checked at the door."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class RegistrationError(Exception):
    """Raised while the process starts: a plug-in is wrong, and the sentence says which and how."""


class Registry(Generic[T]):
    def __init__(self, kind: str) -> None:
        #: What is registered here, in the words of an error message: "event type", "listener".
        self.kind = kind
        self._items: dict[str, T] = {}

    def register(self, name: str, item: T) -> T:
        if not name:
            raise RegistrationError(f"A {self.kind} has no name: {item!r}. Give it one.")
        if name in self._items:
            raise RegistrationError(
                f"The {self.kind} {name!r} is registered twice: by {self._items[name]!r} and {item!r}. Rename one."
            )
        self._items[name] = item
        return item

    def get(self, name: str) -> T | None:
        return self._items.get(name)

    def names(self) -> list[str]:
        return sorted(self._items)

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[T]:
        return iter([self._items[name] for name in self.names()])

    def __len__(self) -> int:
        return len(self._items)
