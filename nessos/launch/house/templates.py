"""Compiles every template with Django's engine (`python -m nessos.launch.house.templates`)."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from nessos.launch.environment import ROOT
from nessos.launch.house.tree import find_files


def list_templates(root: Path) -> list[Path]:
    return [
        path for path in find_files(root) if path.suffix in {".html", ".txt"} and "templates" in path.parts
    ]


def find_broken_templates(root: Path, templates: list[Path]) -> Iterator[str]:
    """Needs Django's settings."""
    from django.template import Engine, TemplateSyntaxError

    engine = Engine.get_default()
    for path in templates:
        try:
            engine.from_string((root / path).read_text())
        except TemplateSyntaxError as error:
            yield f"{path}: {error}"


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    django.setup()
    faults = list(find_broken_templates(ROOT, list_templates(ROOT)))
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
