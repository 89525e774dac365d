"""Secrets that were written into the tree.

A line that only looks like one ends with the words ``not a secret``; a file full of invented ones stands in
``ALLOWED`` with its reason. A private key is allowed nowhere.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nessos.launch.house.tree import read_lines

#: File → why what it holds is no secret.
ALLOWED: dict[str, str] = {
    "tests/acceptance/test_up_refuses.py": "addresses of databases that do not exist",
    "tests/house/test_credentials.py": "invented secrets, which the scanner must find",
    "tests/kernel/test_masking.py": "invented secrets, which the masking must hide",
}
MARK = "not a secret"

_SKIPPED_SUFFIXES = {".lock", ".po", ".svg", ".css"}
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_KINDS = {
    "a vendor's token": re.compile(
        r"\b(?:sk-(?:proj-|ant-)?[A-Za-z0-9_\-]{20,}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{16,}"
        r"|gh[opsur]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w\-]{20,}|xox[abeoprs]-[\w\-]{10,}|AKIA[0-9A-Z]{16}"
        r"|AIza[\w\-]{35}|APP_USR-[\w\-]{16,}|EAA[A-Za-z0-9]{40,}|npm_[A-Za-z0-9]{30,}|pypi-[\w\-]{40,})"
    ),
    "a signed token": re.compile(r"\beyJ[\w\-]{10,}\.eyJ[\w\-]{10,}\.[\w\-]{10,}"),
    "a password in an address": re.compile(
        r"\b[a-z][a-z0-9+.\-]*://[^\s/:@\"'{}<>$%*]*:(?P<value>[^\s/@\"'{}<>$%*\[]+)@"
    ),
}
_NAMED = re.compile(
    r"(?i)[\w\-]*(?:password|passwd|senha|secret|token|api_?key|private_?key|access_?key|credential)[\w\-]*"
    r"[\"']?\s*(?:[:=]|=>)\s*(?P<quote>[\"'])(?P<value>[^\"'\s{}<>]{12,})(?P=quote)"
)
# A file of variables, or a shell, has no quotes.
_VARIABLE = re.compile(
    r"^\s*(?:export\s+)?[A-Z0-9_]*(?:PASSWORD|SECRET|TOKEN|KEY)[A-Z0-9_]*\s*=\s*(?P<value>[^\s\"'#]{12,})"
)
_ASSIGNED = re.compile(r"[=:]\s*[\"'](?P<value>[A-Za-z0-9+/=_\-]{32,})[\"']")
_NAMED_ENTROPY = 3.4
_ENTROPY = 4.4
_HEX_ENTROPY = 3.3
#: Of 64 characters drawn at random, so many in a row without a repeat are not to be expected.
_LONGEST_WITHOUT_REPEAT = 24
#: What stands for a password where a form is shown.
_PLACEHOLDERS = {"password", "senha", "secret", "PASSWORD"}


def find_credentials(
    root: Path, files: Sequence[Path], *, allowed: Mapping[str, str] = ALLOWED
) -> Iterator[str]:
    hits: Counter[str] = Counter()
    for file in files:
        if file.suffix in _SKIPPED_SUFFIXES:
            continue
        name = file.as_posix()
        for number, line in enumerate(read_lines(root / file), 1):
            if _PRIVATE_KEY.search(line):
                yield f"{name}:{number}: a private key. Take it out, and replace the key: it is known now."
            elif (kind := _name_kind(line, is_python=file.suffix == ".py")) and MARK not in line:
                hits[name] += 1
                if name not in allowed:
                    yield (
                        f"{name}:{number}: {kind}. Take it out and replace it; "
                        f"if it opens nothing, end the line with “{MARK}”."
                    )
    for name in allowed:
        if not hits[name] and (root / name).exists():
            yield f"{name} holds nothing that looks like a secret any more. Take it out of ALLOWED."


def _name_kind(line: str, *, is_python: bool) -> str | None:
    for kind, pattern in _KINDS.items():
        if (found := pattern.search(line)) and found.groupdict().get("value") not in _PLACEHOLDERS:
            return kind
    for match in (*_NAMED.finditer(line), *(() if is_python else _VARIABLE.finditer(line))):
        if _looks_drawn(match["value"]) and measure_entropy(match["value"]) >= _NAMED_ENTROPY:
            return "a value that reads like a secret"
    for match in _ASSIGNED.finditer(line):
        value = match["value"]
        limit = _HEX_ENTROPY if re.fullmatch(r"[0-9a-fA-F]+", value) else _ENTROPY
        if _looks_drawn(value) and measure_entropy(value) >= limit:
            return "a text as random as a key"
    return None


def _looks_drawn(value: str) -> bool:
    """A drawn text mixes kinds of characters and repeats some; words, dotted paths and alphabets do not."""
    is_words = re.fullmatch(r"[a-z]+(?:-[a-z]+){2,}(?:-(?:\d+|[a-z]+))*|[\w\-]+(?:\.\w+)+", value)
    is_mixed = bool(re.search(r"\d", value) and re.search(r"[A-Za-z]", value))
    is_alphabet = len(value) > _LONGEST_WITHOUT_REPEAT and len(set(value)) == len(value)
    return is_mixed and not is_alphabet and not is_words


def measure_entropy(text: str) -> float:
    """Shannon's bits a character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())
