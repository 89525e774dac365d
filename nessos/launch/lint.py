"""`make lint`: every rule that a machine can keep, in named and timed steps.

All steps run, also after one failed. Nothing needs a service, a network or a database.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from nessos.launch.environment import ROOT
from nessos.launch.house import credentials, locks, templates, tree, words

#: Answers what is wrong; nothing when all is well.
Check = Callable[[], str]


class Outcome(NamedTuple):
    name: str
    seconds: float
    faults: str


def list_steps() -> dict[str, Check]:
    """The longest first, so that the others run beside it."""
    files = tree.find_files(ROOT)
    pages = [str(path) for path in templates.list_templates(ROOT) if path.suffix == ".html"]
    return {
        "types": _command("mypy"),
        "layers": _program("lint-imports", "--no-cache", "--no-logo"),
        "deployment": _django("check", "--deploy", "--fail-level", "WARNING"),
        "migrations": _django("makemigrations", "--check", "--dry-run"),
        "translations": _django("translations", "check"),
        "templates": _command("nessos.launch.house.templates"),
        "template format": _program("djangofmt", "--check", *pages),
        "style": _command("ruff", "check", "--no-fix", "--output-format", "concise", "."),
        "format": _command("ruff", "format", "--check", "--output-format", "concise", "."),
        "secrets": lambda: _join(credentials.find_credentials(ROOT, files)),
        "locks": lambda: _join(locks.find_lock_faults(ROOT)),
        "lengths": lambda: _join(words.find_long_files(ROOT, files)),
        "words": lambda: _join(words.find_forbidden_words(ROOT, files)),
    }


def run(steps: dict[str, Check]) -> list[Outcome]:
    """Run them side by side, as many as there are processors; tell each end as it comes."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(_time, name, check) for name, check in steps.items()]
        return [_tell(future.result()) for future in as_completed(waiting)]


def main(names: Sequence[str] = ()) -> int:
    steps = list_steps()
    if unknown := [name for name in names if name not in steps]:
        print(f"There is no lint step {unknown[0]!r}. There are: {', '.join(steps)}.", file=sys.stderr)
        return 2
    start = time.monotonic()
    outcomes = run({name: check for name, check in steps.items() if not names or name in names})
    return report(outcomes, seconds=time.monotonic() - start)


def report(outcomes: Sequence[Outcome], *, seconds: float) -> int:
    """Print every fault and one closing line; answer the exit code."""
    failed = [outcome for outcome in outcomes if outcome.faults]
    for outcome in failed:
        print(f"\n--- {outcome.name} ---\n{outcome.faults}")
    if failed:
        print(
            f"\n{len(failed)} of {len(outcomes)} steps failed in {seconds:.1f} s: {', '.join(o.name for o in failed)}."
        )
        return 1
    print(f"\nAll {len(outcomes)} steps are clean, in {seconds:.1f} s.")
    return 0


def _time(name: str, check: Check) -> Outcome:
    start = time.monotonic()
    try:
        faults = check()
    except Exception as error:  # noqa: BLE001 -- the other steps still run, and this one counts as failed
        faults = f"The step itself broke: {error!r}"
    return Outcome(name, time.monotonic() - start, faults)


def _tell(outcome: Outcome) -> Outcome:
    print(
        f"  {'FAILED' if outcome.faults else 'ok':<7} {outcome.name:<17} {outcome.seconds:6.1f} s", flush=True
    )
    return outcome


def _command(module: str, *arguments: str) -> Check:
    return lambda: _execute([sys.executable, "-m", module, *arguments])


def _program(name: str, *arguments: str) -> Check:
    return lambda: _execute([str(Path(sys.executable).with_name(name)), *arguments])


def _django(*arguments: str) -> Check:
    # makemigrations would like to ask a database for its history; that there is none here is no fault.
    quiet = "ignore:Got an error checking a consistent migration history:RuntimeWarning"
    return lambda: _execute([sys.executable, "-W", quiet, "-m", "django", *arguments])


def _execute(command: Sequence[str]) -> str:
    with tempfile.TemporaryDirectory(prefix="nessos-lint-") as data:
        done = subprocess.run(
            command, cwd=ROOT, env=_production_environment(data), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    return (
        ""
        if done.returncode == 0
        else done.stdout.strip() or f"{command[0]} ended with code {done.returncode}."
    )


def _production_environment(data: str) -> dict[str, str]:
    """As in production, with a database that nobody asks: nothing is started, and no data folder made."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "nessos.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "NESSOS_URL": "https://nessos.example.com",
        "NESSOS_DATA": data,
        "DEBUG": "false",
        "EMAIL_URL": "",
        "REDIS_URL": "",
    }


def _join(faults: Iterable[str]) -> str:
    return "\n".join(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
