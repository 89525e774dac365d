"""The checkers of lengths and words, and the list of the tree's files."""

import subprocess
from pathlib import Path

import pytest

from nessos.launch.house.tree import find_files
from nessos.launch.house.words import find_forbidden_words, find_long_files


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_a_file_of_400_lines_is_too_long(tmp_path: Path) -> None:
    _write(tmp_path, "long.py", "pass\n" * 400)
    _write(tmp_path, "full.py", "pass\n" * 399)
    _write(tmp_path, "growth/migrations/0001_initial.py", "pass\n" * 999)
    assert list(find_long_files(tmp_path, find_files(tmp_path))) == [
        "long.py has 400 lines; under 400 are allowed. Make it a package, split by noun."
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("see /wo" + "rk/main/notes", "'/wo" + "rk/' is a path of somebody's machine. Write it without."),
        ("cd /ho" + "me/ana", "'/ho" + "me/a' is a path of somebody's machine. Write it without."),
        ("from py" + "pi.org", "'py" + "pi.org' is a package host. Write it without."),
        ("# TO" + "DO: later", "'TO" + "DO' is work that was left for later. Write it without."),
    ],
)
def test_a_word_that_has_no_place_here_is_named(tmp_path: Path, line: str, fault: str) -> None:
    _write(tmp_path, "notes.md", f"fine\n{line}\n")
    assert list(find_forbidden_words(tmp_path, find_files(tmp_path))) == [f"notes.md:2: {fault}"]


def test_paths_inside_the_product_and_marked_lines_are_let_through(tmp_path: Path) -> None:
    _write(tmp_path, "notes.md", "$HOME/work/x and ./root/y\n/ho" + "me/ana (an address on purpose)\n")
    assert list(find_forbidden_words(tmp_path, find_files(tmp_path))) == []


def test_only_files_that_git_would_take_are_looked_at(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for name in (".gitignore", "kept.py", "built/left.py"):
        _write(tmp_path, name, "built/\n")
    assert find_files(tmp_path) == [Path(".gitignore"), Path("kept.py")]


def test_without_git_by_products_are_passed_over(tmp_path: Path) -> None:
    for name in ("kept.py", ".venv/lib.py", ".data/row.py", "a/__pycache__/a.py", ".mypy_cache/b.py"):
        _write(tmp_path, name, "")
    assert find_files(tmp_path) == [Path("kept.py")]
