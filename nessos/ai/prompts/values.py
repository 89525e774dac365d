"""Values as a model reads them: text as it is, lists and records line by line, what is deeper as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nessos.ai.prompts.fencing import text_clean

#: Longer than any contract; what is cut says so.
LONGEST = 300_000


def value_write(value: Any) -> str | None:
    """None: there is none."""
    if value is None or value in ("", [], {}, ()):
        return None
    text = _write(_clean(value)).strip()
    return text or None


def text_cut(text: str, most: int) -> str:
    """At most so many bytes of it, and a mark that says how much is missing."""
    kept = text.encode()[:most].decode(errors="ignore")
    if len(kept) == len(text):
        return text
    return f"{kept.rstrip()}\n[… cortado aqui: faltam {len(text) - len(kept)} caracteres]"


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return text_clean(value)
    if isinstance(value, Mapping):
        return {text_clean(str(key)): _clean(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_clean(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else text_clean(str(value))


def _write(value: Any) -> str:
    if isinstance(value, dict) and all(_is_plain(each) for each in value.values()):
        return "\n".join(f"{key}: {_tell(each)}" for key, each in value.items())
    if isinstance(value, list) and all(_is_plain(each) for each in value):
        return "\n".join(f"- {_tell(each)}" for each in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return _tell(value)


def _is_plain(value: Any) -> bool:
    """It stands on one line."""
    if isinstance(value, str):
        return "\n" not in value
    return value is None or isinstance(value, bool | int | float)


def _tell(value: Any) -> str:
    if value is None:
        return "não informado"
    if isinstance(value, bool):
        return "sim" if value else "não"
    return str(value)
