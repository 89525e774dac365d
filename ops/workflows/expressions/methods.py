"""The methods of dict, str and list that only read, under the kinds of values that have them."""

from collections.abc import Callable, Mapping
from typing import Any

from ops.workflows.expressions.comparing import values_equal
from ops.workflows.expressions.functions import Function, items_of
from ops.workflows.expressions.kinds import SEQUENCES
from ops.workflows.expressions.limits import MAX_DIGITS
from ops.workflows.expressions.state import State


def _text(method: Callable[..., Any], least: int = 0, most: int = 0, sort: str = "text") -> Function:
    """A method of str whose work and result grow with its texts alone."""

    def run(state: State, text: str, *arguments: Any) -> Any:
        # Case folding can make three characters of one.
        state.spend_characters(3 * len(text) + sum(len(each) for each in arguments if isinstance(each, str)))
        result = method(text, *arguments)
        state.spend(len(result) if isinstance(result, SEQUENCES) else 0)
        return result

    return Function(run, least, most, sort)


def _padded(method: Callable[..., str]) -> Function:
    def run(_state: State, text: str, width: Any, *filling: Any) -> str:
        if isinstance(width, int) and width > MAX_DIGITS:
            raise ValueError
        return method(text, width, *filling)

    return Function(run, 1, 1 if method is str.zfill else 2, "text")


def _replace(state: State, text: str, old: Any, new: Any, count: Any = -1) -> str:
    state.spend_characters(len(text) + text.count(old) * len(new))
    return text.replace(old, new, count)


def _join(state: State, text: str, parts: Any) -> str:
    items = items_of(state, parts)
    state.spend_characters(sum(len(str.__str__(item)) + len(text) for item in items))
    return text.join(items)


def _get(_state: State, record: Mapping[Any, Any], key: Any, default: Any = None) -> Any:
    return record.get(key, default)


def _keys(state: State, record: Mapping[Any, Any]) -> list[Any]:
    state.spend(len(record))
    return list(record)


def _values(state: State, record: Mapping[Any, Any]) -> list[Any]:
    state.spend(len(record))
    return list(record.values())


def _items(state: State, record: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    state.spend(len(record))
    return list(record.items())


def _index(state: State, items: Any, item: Any) -> int:
    state.spend(len(items))
    for place, each in enumerate(items):
        if values_equal(state, item, each):
            return place
    raise ValueError


def _count(state: State, items: Any, item: Any) -> int:
    state.spend(len(items))
    return sum(values_equal(state, item, each) for each in items)


_RECORD = {
    "get": Function(_get, 1, 2),
    "keys": Function(_keys, 0, 0, "list"),
    "values": Function(_values, 0, 0, "list"),
    "items": Function(_items, 0, 0, "list"),
}
_LIST = {
    "index": Function(_index, 1, 1, "number"),
    "count": Function(_count, 1, 1, "number"),
}
_TEXT = {
    **{
        method.__name__: _text(method)
        for method in (str.lower, str.upper, str.casefold, str.capitalize, str.title, str.swapcase)
    },
    **{method.__name__: _text(method, 0, 1) for method in (str.strip, str.lstrip, str.rstrip)},
    **{method.__name__: _text(method, 1, 1) for method in (str.removeprefix, str.removesuffix)},
    **{
        method.__name__: _text(method, 1, 3, "number")
        for method in (str.startswith, str.endswith, str.find, str.rfind, str.index, str.rindex, str.count)
    },
    **{
        method.__name__: _text(method, 0, 0, "number")
        for method in (
            str.isalnum,
            str.isalpha,
            str.isascii,
            str.isdecimal,
            str.isdigit,
            str.islower,
            str.isnumeric,
            str.isspace,
            str.istitle,
            str.isupper,
        )
    },
    **{method.__name__: _text(method, 0, 2, "list") for method in (str.split, str.rsplit)},
    **{method.__name__: _text(method, 1, 1, "list") for method in (str.partition, str.rpartition)},
    "splitlines": _text(str.splitlines, 0, 1, "list"),
    **{method.__name__: _padded(method) for method in (str.zfill, str.center, str.ljust, str.rjust)},
    "replace": Function(_replace, 2, 3, "text"),
    "join": Function(_join, 1, 1, "text"),
}

#: Method → kind of value → what it does. Nothing else can be called on a value.
METHODS: dict[str, dict[type, Function]] = {}
for _types, _table in (((dict,), _RECORD), ((list, tuple), _LIST), ((str,), _TEXT)):
    for _type in _types:
        for _name, _method in _table.items():
            METHODS.setdefault(_name, {})[_type] = _method


def method_find(name: str, value: Any) -> Function | None:
    table = METHODS[name]
    found = table.get(type(value))
    if found is None and isinstance(value, Mapping):
        found = table.get(dict)
    if found is None and isinstance(value, str):
        found = table.get(str)
    return found
