"""The lock files: everything pinned once, by hash, from nowhere in particular."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._\-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_NAME = re.compile(r"^[A-Za-z0-9._\-]+")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_SOURCE = re.compile(r"://|index|find.links|trusted.host|^\s*-[a-z]\b", re.IGNORECASE)


def find_lock_faults(root: Path) -> Iterator[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    runtime, faults = read_lock(root / RUNTIME)
    yield from faults
    development, faults = read_lock(root / DEVELOPMENT)
    yield from faults
    wanted = project["project"]["dependencies"]
    yield from _find_missing(RUNTIME, runtime, wanted)
    yield from _find_missing(DEVELOPMENT, development, [*wanted, *_list_development(project)])
    for name, version in runtime.items():
        if development.get(name, version) != version:
            yield f"{name} is {version} in {RUNTIME} and {development[name]} in {DEVELOPMENT}. Compile both anew."


def read_lock(path: Path) -> tuple[dict[str, str], list[str]]:
    """Name → version, and what is wrong with the file."""
    pins: dict[str, str] = {}
    faults: list[str] = []
    entry = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = line.partition("#")[0].rstrip()
        if _SOURCE.search(line):
            faults.append(f"{path.name}:{number}: names a place to download from. Compile it without one.")
        entry += code.removesuffix("\\") + " "
        if code and not code.endswith("\\"):
            faults.extend(f"{path.name}:{number}: {fault}" for fault in _take_in(entry.strip(), pins))
            entry = ""
    return pins, faults


def _take_in(entry: str, pins: dict[str, str]) -> Iterator[str]:
    pin = _PIN.match(entry)
    if pin is None:
        yield f"{entry[:60]!r} is not pinned as name==version. Compile the lock anew."
        return
    name = normalize(pin["name"])
    if name in pins:
        yield f"{name} stands there twice. Compile it with --fork-strategy fewest."
    if not _HASH.search(entry):
        yield f"{name} has no hash. Compile it with --generate-hashes."
    pins[name] = pin["version"]


def _list_development(project: dict[str, Any]) -> list[str]:
    return [name for group in project.get("dependency-groups", {}).values() for name in group]


def _find_missing(lock: str, pins: dict[str, str], wanted: list[str]) -> Iterator[str]:
    for requirement in wanted:
        found = _NAME.match(requirement)
        if found is None or normalize(found[0]) not in pins:
            yield f"{requirement!r} of pyproject.toml is not in {lock}. Compile it anew."


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
