"""Templates use classes that a stylesheet knows, and nothing that the content policy forbids."""

import re
from pathlib import Path

import unfold
from django.conf import settings

TEMPLATES = [Path(each) for each in settings.TEMPLATES[0]["DIRS"]]
ROOMS = [settings.BASE_DIR / room / "templates" for room in settings.ROOMS]
STYLES = [
    Path(unfold.__file__).parent / "static/unfold/css/styles.css",
    Path(unfold.__file__).parent / "static/unfold/fonts/material-symbols/styles.css",
    settings.BASE_DIR / "static/nessos.css",
]
#: Hooks of unfold's and Django's scripts, which no stylesheet needs to know.
HOOKS = {"chart", "login", "colM"}
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def templates() -> list[Path]:
    return [
        path for folder in [*TEMPLATES, *ROOMS] if folder.is_dir() for path in sorted(folder.rglob("*.html"))
    ]


def test_every_class_of_our_templates_is_in_a_stylesheet() -> None:
    known = known_classes()
    unknown = {
        f"{path.relative_to(settings.BASE_DIR)}: {name}"
        for path in templates()
        for name in classes_used(path.read_text())
        if name not in known and name not in HOOKS
    }
    assert unknown == set()


def test_no_template_holds_a_script_of_its_own_or_asks_another_host() -> None:
    for path in templates():
        html = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), path
        assert not re.search(r"""\son[a-z]+\s*=\s*["']""", html), path
        assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", html), path


def known_classes() -> set[str]:
    known: set[str] = set()
    for style in STYLES:
        css = style.read_text()
        found = re.findall(r"\.((?:\\[0-9a-fA-F]{1,6} ?|\\.|[\w-])+)", css)
        known |= {unescape(name) for name in found}
    return known


def unescape(name: str) -> str:
    """A class as it stands in HTML: ``md\\:flex`` is ``md:flex``."""
    name = re.sub(r"\\([0-9a-fA-F]{1,6}) ?", lambda found: chr(int(found[1], 16)), name)
    return re.sub(r"\\(.)", r"\1", name)


def classes_used(html: str) -> set[str]:
    used: set[str] = set()
    for value in re.findall(
        r"""(?<![:\w-])class\s*=\s*"((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)\"""", html, re.DOTALL
    ):
        # A class that is put together from a variable has its forms in the stylesheet, not its name in the template.
        plain = re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value, flags=re.DOTALL)
        used |= set(TAG.sub(" ", plain).split())
    return used
