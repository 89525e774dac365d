#!/usr/bin/env python3
"""Every command of the product: `python manage.py help` lists them."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    if find_spec("django") is None:
        leave_to_project_python()
    sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]
    from nessos.launch.entry import run_command

    run_command(sys.argv)


def leave_to_project_python() -> None:
    """This Python has no Django: go on with the one that `make` set up, or say how to."""
    python = ROOT / ".venv" / "bin" / "python"
    if python.exists() and Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        os.execv(python, [str(python), *sys.argv])
    sys.exit(
        "Django is not installed here: run `make up` in the checkout once, it sets up everything in .venv."
    )


if __name__ == "__main__":
    main()
