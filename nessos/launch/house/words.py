"""Files that grew too long, and words that have no place in the tree."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nessos.launch.house.tree import read_lines

LONGEST = 400
MARK = "an address on purpose"

# The brackets keep each pattern from finding itself.
_FORBIDDEN = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.$}])/(?:[w]ork|[r]oot|[U]sers|[f]arm)/|(?<![\w.$}])/[h]ome/\w"
    ),
    "a package host": re.compile(
        r"[p]ypi\.org|[p]ythonhosted|[a]rtifactory|[d]evpi|(?:extra-)?[i]ndex-url|[P]IP_INDEX|[U]V_INDEX|[f]ind-links",
        re.IGNORECASE,
    ),
    "work that was left for later": re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b"),
}
_BINARY_BY_NAME = {".mo", ".woff2", ".png", ".ico"}


def find_long_files(root: Path, files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        if file.suffix != ".py" or "migrations" in file.parts:
            continue
        length = len(read_lines(root / file))
        if length >= LONGEST:
            yield f"{file} has {length} lines; under {LONGEST} are allowed. Make it a package, split by noun."


def find_forbidden_words(root: Path, files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        if file.suffix in _BINARY_BY_NAME:
            continue
        for number, line in enumerate(read_lines(root / file), 1):
            for kind, pattern in _FORBIDDEN.items():
                if (found := pattern.search(line)) and MARK not in line:
                    yield f"{file}:{number}: {found[0]!r} is {kind}. Write it without."
