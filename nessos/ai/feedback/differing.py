"""What people changed in an answer: only what means something else now."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

_NOTHING: Any = object()
Change = dict[str, Any]


def diff_make(old: Any, new: Any) -> list[Change]:
    """``[{"path": "/reasons/0", "old": …, "new": …}]``; a side that is not there has no key. Empty: no edit.

    The order of keys, white space at the ends, how lines end and how an accented letter is composed, and 10 for 10.0
    are no edit. True is no 1.
    """
    return list(_changes(old, new, ""))


def is_same(one: Any, other: Any) -> bool:
    return bool(_canonical(one) == _canonical(other))


def pointer_join(path: str, key: str | int) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def pointer_read(value: Any, path: str) -> Any:
    """What stands there; None where nothing does."""
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _changes(old: Any, new: Any, path: str) -> Iterator[Change]:
    if old is not _NOTHING and new is not _NOTHING and is_same(old, new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _changes(old.get(key, _NOTHING), new.get(key, _NOTHING), pointer_join(path, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(old, new, path)
    else:
        sides = {"old": old, "new": new}
        yield {"path": path, **{name: side for name, side in sides.items() if side is not _NOTHING}}


def _list_changes(old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Change]:
    """One item that was taken out is one change, however many stand behind it."""
    keys = [_canonical(each) for each in old], [_canonical(each) for each in new]
    for tag, start, stop, new_start, new_stop in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = zip_longest(range(start, stop), range(new_start, new_stop))
        for place, new_place in pairs:
            was = _NOTHING if place is None else old[place]
            now = _NOTHING if new_place is None else new[new_place]
            yield from _changes(was, now, pointer_join(path, place if new_place is None else new_place))


def _canonical(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
