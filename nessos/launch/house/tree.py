"""The files that belong to the project."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

_NOT_OURS = {".git", ".venv", ".venv-peers", ".data", "__pycache__", "node_modules"}


def find_files(root: Path) -> list[Path]:
    """Every file that git would take in, as paths relative to the root; without git, all but the known by-products."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=root, capture_output=True, check=True,
        ).stdout  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return sorted(_walk(root))
    names = {os.fsdecode(name) for name in listed.split(b"\0") if name}
    return sorted(Path(name) for name in names if (root / name).is_file())


def read_lines(path: Path) -> list[str]:
    """The lines of a text file; none of a binary one."""
    content = path.read_bytes()
    return [] if b"\0" in content else content.decode(errors="replace").splitlines()


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_OURS and not name.endswith("_cache")]
        for name in files:
            if not name.endswith(".pyc"):
                yield Path(folder, name).relative_to(root)
