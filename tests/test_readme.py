"""The README says only what is so: its commands exist, its tables are those of the code."""

import ast
import os
import re
import subprocess
import sys

import polib
import pytest
from django.conf import settings
from django.core.management import get_commands

from nessos.launch.environment import ROOT
from nessos.launch.house.words import MARK

README = (ROOT / "README.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
ENVIRONMENT = (ROOT / "nessos" / "launch" / "environment.py").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()

MAKE_TARGETS = sorted(
    set(re.findall(r"`?make ([a-z]+)\b", " ".join(re.findall(r"`[^`]*`|\$ make \w+", README))))
)
COMMANDS = sorted(set(re.findall(r"manage\.py ([a-z_]+)", README)))
#: Set by `up` for its children, or by a test for its own: no person's business.
INTERNAL = {"NESSOS_PROCESS", "NESSOS_CRASHPOINT"}
#: Named by the contract from the first day, so that nobody has to touch an installation when they begin to be read.
NOT_READ_YET = {
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "ZAPI_WEBHOOK_TOKEN",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_APP_SECRET",
}


def _table(title: str) -> list[list[str]]:
    """The rows below a heading of the README, without the table's own head."""
    part = README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in part.splitlines()
        if line[:1] == "|"
    ]
    return rows[2:]


def _configuration() -> dict[str, str]:
    pattern = re.compile(r"\| `(\w+)` \| (?:`([^`]*)`)? ?\|")
    return {found[1]: found[2] or "" for found in map(pattern.match, README.splitlines()) if found}


def _example() -> dict[str, str]:
    return dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def _reads() -> dict[str, object]:
    """Variable → its default, where that is written down: in the settings, and in what the start reads before them."""
    reads: dict[str, object] = dict.fromkeys(re.findall(r"environ\.get\(\"(\w+)\"", ENVIRONMENT))
    for node in ast.walk(ast.parse((ROOT / "nessos" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)) and node.args:
            name = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else ""
            default = next((word.value for word in node.keywords if word.arg == "default"), None)
            if name:
                reads[name] = default.value if isinstance(default, ast.Constant) else reads.get(name)
    return reads


def test_it_names_commands_at_all() -> None:
    assert {"up", "test", "lint"} <= set(MAKE_TARGETS)
    assert {"up", "apitoken", "demo", "qcluster"} <= set(COMMANDS)


@pytest.mark.parametrize("target", MAKE_TARGETS)
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists_and_explains_itself(command: str) -> None:
    assert command in get_commands()
    done = subprocess.run(
        [sys.executable, "manage.py", command, "--help"],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, f"manage.py {command}" in done.stdout) == (0, True), done.stderr


def test_every_option_of_up_that_it_names_exists() -> None:
    row = next(what for command, what in _table("Commands") if command == "`manage.py up`")
    done = subprocess.run(
        [sys.executable, "manage.py", "up", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [option for option in re.findall(r"--[a-z\-]+", row) if option not in done.stdout] == []


def test_its_configuration_is_that_of_the_example() -> None:
    in_the_readme = _configuration()
    # An address with a made-up login is the example's way to show a form; the default is none.
    example = {
        name: "" if "://user" in value or "://localhost" in value else value
        for name, value in _example().items()
    }
    assert in_the_readme == example


def test_the_example_is_what_the_settings_read() -> None:
    assert set(_reads()) - INTERNAL == set(_example()) - NOT_READ_YET


def test_the_examples_defaults_are_those_of_the_settings() -> None:
    example = _example()
    literal = {name: value for name, value in _reads().items() if value is not None and name in example}
    written = {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in literal.items()
    }
    assert {name: example[name] for name in written if "://" not in example[name]} == {
        name: value for name, value in written.items() if "://" not in example[name]
    }


def test_every_room_and_package_is_on_the_map() -> None:
    packages = {f"nessos/{path.parent.name}/" for path in (ROOT / "nessos").glob("*/__init__.py")} - {
        "nessos/management/"
    }
    on_the_map = {cell.strip("`") for cell, _what in _table("The rooms")}
    assert on_the_map == packages | {f"{room}/" for room in settings.ROOMS}


def test_its_words_are_those_of_the_interface() -> None:
    po = polib.pofile(str(ROOT / "locale/pt_BR/LC_MESSAGES/django.po"))
    # Some words stand only as a title, with a capital.
    catalogue = {entry.msgid.lower(): entry.msgstr.lower() for entry in po if not entry.msgctxt}
    catalogue |= {entry.msgid: entry.msgstr for entry in po if not entry.msgctxt}
    assert {word: catalogue.get(word) for word, _said in _table("Words")} == dict(_table("Words"))


def test_it_quotes_sentences_that_are_really_said() -> None:
    said = MAKEFILE + "".join(path.read_text() for path in (ROOT / "nessos" / "launch").rglob("*.py"))
    said = re.sub(r"\{[^{}]*\}|\"\s*\n\s*f?\"", "…", said)
    quotes = [quote for quote, _because in _table("When it does not start")]
    assert [quote for quote in quotes if not all(part.strip() in said for part in quote.split("…"))] == []


def test_it_holds_no_path_of_a_machine() -> None:
    assert MARK not in README
