"""Where texts come from: our own tree, and the libraries whose texts have no Portuguese of their own."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.apps import AppConfig, apps
from django.conf import settings

from nessos.management.translating.message import Found, Message
from nessos.management.translating.python import find_in_python
from nessos.management.translating.templates import find_bare_texts, find_in_template

LOCALE = "pt_BR"
_OUR_FOLDERS = ("nessos", "templates")
_TEMPLATES = {".html", ".txt"}
#: Parts of libraries that nobody sees here.
_UNSEEN = {"contrib", "tests", "management", "migrations", "locale", "static"}
_UNSEEN_OF = {"rest_framework": {"templates"}}
#: Libraries of which people see only this: the names of django-q2's tables, among the permissions of a group.
_SEEN_OF = {
    "django_q": {
        f"{state}task{ending}"
        for state in ("Successful ", "Failed ", "Scheduled ", "Queued ")
        for ending in ("", "s")
    }
    | {"Task", "Tasks"}
}


def find_own(root: Path) -> Iterator[Found]:
    for path in _list_own(root):
        yield from _find_in(path, path.relative_to(root).as_posix())


def find_bare(root: Path) -> Iterator[str]:
    for path in _list_own(root):
        if path.suffix != ".py":
            yield from find_bare_texts(path, path.relative_to(root).as_posix())


def find_borrowed() -> Iterator[Found]:
    """What installed libraries mark for translation and nobody translated into our language."""
    yield from _read_borrowed()


@cache
def _read_borrowed() -> list[Found]:
    known = _read_known()
    return [
        item
        for config in apps.get_app_configs()
        if not _is_ours(config) and not config.name.startswith("django.")
        for item in _find_in_library(config)
        if item.message not in known and item.message.text in _SEEN_OF.get(config.name, {item.message.text})
    ]


def _find_in_library(config: AppConfig) -> Iterator[Found]:
    folder = Path(config.path)
    unseen = _UNSEEN | _UNSEEN_OF.get(config.name, set())
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if _is_source(path) and not unseen & set(inside.parts[:-1]):
            yield from _find_in(path, f"{config.name}/{inside.as_posix()}")


def _list_own(root: Path) -> list[Path]:
    folders = (*_OUR_FOLDERS, *settings.ROOMS)
    return sorted(path for name in folders for path in (root / name).rglob("*") if _is_source(path))


def _is_source(path: Path) -> bool:
    return path.suffix == ".py" or (path.suffix in _TEMPLATES and "templates" in path.parts)


def _find_in(path: Path, name: str) -> Iterator[Found]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        yield from find_in_python(path, name)
    elif path.suffix != ".py":
        yield from find_in_template(path, name)


def _is_ours(config: AppConfig) -> bool:
    return config.name.split(".")[0] in ("nessos", *settings.ROOMS)


def _read_known() -> set[Message]:
    """What Django and the libraries say in our language by themselves."""
    import django

    folders = [
        Path(django.__file__).parent / "conf",
        *(Path(config.path) for config in apps.get_app_configs()),
    ]
    files = [folder / "locale" / LOCALE / "LC_MESSAGES" / "django.mo" for folder in folders]
    return {
        Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")
        for file in files
        if file.exists()
        for entry in polib.mofile(str(file))
        if entry.msgstr or entry.msgstr_plural
    }
