"""Rules of the house that neither ruff nor the import contracts know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db.models import Field, Model
from django.utils.functional import Promise

from nessos.launch.environment import ROOT
from nessos.launch.house.tree import find_files

#: What every room has, in this order; the rest of a room's files are those it needs.
EVERY_ROOM = ["models", "services", "selectors", "events", "home", "api", "admin", "apps", "migrations"]
SOME_ROOMS = [
    "listeners", "duties", "access", "views", "urls", "reference", "errors", "WHY.md", "demo", "tests", "__init__",
]  # fmt: skip
#: A channel so far: what people say in it, and who may answer, comes with tables of its own.
BARE = {"conversations"}
OURS = ["nessos", *settings.ROOMS]
OUR_APPS = ["kernel", "accounts", "eventlog", "workers", "web", "sandbox", *settings.ROOMS]

Call = tuple[Path, ast.Call, str]


def _calls(*folders: str) -> Iterator[Call]:
    """Every call in these folders, with the dotted name of what is called."""
    for path in find_files(ROOT):
        if path.suffix == ".py" and path.parts[0] in folders:
            for node in ast.walk(ast.parse((ROOT / path).read_text())):
                if isinstance(node, ast.Call):
                    yield path, node, ast.unparse(node.func)


def _places(calls: Iterator[Call]) -> list[str]:
    return [f"{path}:{call.lineno}: {name}" for path, call, name in calls]


def test_no_test_sleeps() -> None:
    sleeping = (
        call
        for call in _calls("tests")
        if call[2] in {"time.sleep", "sleep", "asyncio.sleep"} and call[0] != Path("tests/waiting.py")
    )
    assert _places(sleeping) == []


def test_no_test_replaces_our_own_code() -> None:
    patching = (call for call in _calls("tests") if call[2] == "monkeypatch.setattr" and _names_ours(call[1]))
    assert _places(patching) == []


def test_no_test_uses_mocks() -> None:
    for path in find_files(ROOT):
        if path.suffix == ".py" and path.parts[0] == "tests":
            assert not re.search(
                r"^\s*(?:from|import) (?:unittest\.|unittest import )?mock",
                (ROOT / path).read_text(),
                re.MULTILINE,
            )


def test_nothing_prints_but_what_speaks_to_a_terminal() -> None:
    printing = (
        call
        for call in _calls(*OURS)
        if call[2] == "print" and not call[0].is_relative_to("nessos/launch") and call[0].name != "manage.py"
    )
    assert _places(printing) == []


def test_business_time_is_asked_of_the_one_clock() -> None:
    asking = (
        call
        for call in _calls(*OURS)
        if call[2] in {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "timezone.localdate"}
        and call[0] != Path("nessos/kernel/clock.py")
    )
    assert _places(asking) == []


@pytest.mark.parametrize("room", [room for room in settings.ROOMS if room not in BARE])
def test_every_room_has_the_same_files(room: str) -> None:
    there = {path.stem if path.suffix == ".py" else path.name for path in (ROOT / room).iterdir()} - {
        "__pycache__"
    }
    assert [name for name in EVERY_ROOM if name not in there] == []


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_is_mirrored_by_its_tests(room: str) -> None:
    assert sorted((ROOT / "tests" / room).glob("test_*.py")) != []


def _models() -> list[type[Model]]:
    """The tables that people meet in the admin."""
    return [
        model
        for name in OUR_APPS
        for model in apps.get_app_config(name).get_models()
        if site.is_registered(model)
    ]


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_what_a_table_shows_can_be_translated(model: type[Model]) -> None:
    meta = model._meta
    named: dict[str, Any] = {
        "verbose_name": meta.verbose_name,
        "verbose_name_plural": meta.verbose_name_plural,
    }
    for field in (
        field
        for field in meta.get_fields()
        if isinstance(field, Field) and field.editable and not field.primary_key
    ):
        named[field.name] = field.verbose_name
        named |= {f"{field.name}={value}": label for value, label in _flatten(field)}
    assert [name for name, text in named.items() if text and not isinstance(text, Promise)] == []


@pytest.mark.parametrize("name", OUR_APPS)
def test_the_name_of_an_app_can_be_translated(name: str) -> None:
    config = apps.get_app_config(name)
    is_shown = any(site.is_registered(model) for model in config.get_models())
    assert not is_shown or isinstance(config.verbose_name, Promise)


def _names_ours(call: ast.Call) -> bool:
    """Whether the first argument is of ours; to replace what is not ours is no patching of our code."""
    words = ast.unparse(call.args[0]).strip("'\"").split(".") if call.args else []
    return bool(set(words) & set(OURS))


def _flatten(field: Field[Any, Any]) -> Iterator[tuple[Any, Any]]:
    for value, label in field.choices or []:
        if isinstance(label, list | tuple):
            yield from label
        elif value not in (None, ""):
            yield value, label
