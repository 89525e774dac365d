"""Who may import whom, by the contracts in pyproject.toml; and who may point at whose tables."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from nessos.launch.environment import ROOT
from nessos.launch.house.locks import normalize

#: A room's tables may point at those of the rooms named here.
POINTS_AT = {
    "growth": {"ops", "fin"},
    "people": {"ops", "fin"},
    "jur": {"ops", "fin"},
    "ops": {"fin"},
    "fin": set(),
    "gov": set(),
    "conversations": {"ops", "fin"},
}
#: Parts of a declared library that bear another name.
PARTS = {"asgiref": "django"}
OURS = {"nessos", *settings.ROOMS}


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_workflow_engine_knows_no_file_of_its_room() -> None:
    """The contract names them one by one, since the engine lives among them: none may be forgotten."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (engine,) = (contract for contract in contracts if contract["id"] == "engine")
    modules = {path.stem for path in (ROOT / "ops").glob("[!_]*.py")} | {
        path.parent.name for path in (ROOT / "ops").glob("*/__init__.py")
    }
    assert set(engine["forbidden_modules"]) == {f"ops.{name}" for name in modules - {"workflows"}}


def test_starting_needs_no_django_until_it_knows_the_database() -> None:
    modules = [
        f"nessos.launch.{path.relative_to(ROOT / 'nessos' / 'launch').with_suffix('').as_posix().replace('/', '.')}"
        for path in sorted((ROOT / "nessos" / "launch").rglob("*.py"))
        if path.name not in {"__init__.py", "child.py", "web.py"}  # these two are run, not imported
    ]
    program = f"import {', '.join(modules)}, sys; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_every_library_that_we_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {normalize(name) for name in _names(project["project"]["dependencies"])}
    development = {normalize(name) for name in _names(project["dependency-groups"]["dev"])}
    installed = {**packages_distributions(), **{part: [whole] for part, whole in PARTS.items()}}
    undeclared = {
        f"{file} imports {module}"
        for file, module in _imports()
        if module in installed
        and not {normalize(name) for name in installed[module]} & (declared | _allowed(file, development))
    }
    assert undeclared == set()


@pytest.mark.parametrize("room", settings.ROOMS)
def test_a_rooms_tables_point_one_way(room: str) -> None:
    pointed_at = {
        field.related_model._meta.app_label
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    }
    assert (pointed_at & set(settings.ROOMS)) - {room} <= POINTS_AT[room]


@pytest.mark.parametrize("room", settings.ROOMS)
def test_a_rooms_migrations_wait_one_way(room: str) -> None:
    graph = MigrationLoader(None).graph
    waited_for = {
        parent.key[0] for key, node in graph.node_map.items() if key[0] == room for parent in node.parents
    }
    assert (waited_for & set(settings.ROOMS)) - {room} <= POINTS_AT[room]


def _names(requirements: list[str]) -> Iterator[str]:
    for requirement in requirements:
        yield requirement.split("[")[0].split(">")[0].split("=")[0].strip()


def _allowed(file: Path, development: set[str]) -> set[str]:
    """Tests, linting and the collecting of translations run with what development installs."""
    is_development = file.parts[0] in {"tests", "benchmarks"} or {"house", "translating"} & set(file.parts)
    return development if is_development else set()


def _imports() -> Iterator[tuple[Path, str]]:
    for folder in (*sorted(OURS), "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                for name in _modules(node):
                    if (module := name.split(".")[0]) not in OURS | {"tests"}:
                        yield path.relative_to(ROOT), module


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
