"""`make test`: the whole suite with its coverage, or just what ARGS names.

The kernel and the event log carry everything else, so nearly every branch of theirs must have been walked.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nessos.launch.environment import ROOT

#: Folder → the least share of its branches, in percent.
LEAST = {"nessos/kernel": 95.0, "nessos/eventlog": 95.0}


def main(arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-n", str(os.cpu_count() or 2), "--dist", "loadgroup"]
    if arguments:
        return subprocess.call([*command, *arguments], cwd=ROOT)
    with tempfile.TemporaryDirectory(prefix="nessos-coverage-") as folder:
        report = Path(folder, "coverage.json")
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder, "data"))}
        covered = ["--cov", "--cov-report=", f"--cov-report=json:{report}"]
        code = subprocess.call([*command, *covered], cwd=ROOT, env=environment)
        if code:
            return code
        found = json.loads(report.read_text())
    print(f"Coverage of everything: {found['totals']['percent_covered']:.1f} %.")
    faults = list(find_uncovered(found["files"]))
    print(*faults, sep="\n", end="\n" if faults else "")
    return bool(faults)


def find_uncovered(files: dict[str, dict[str, Any]]) -> Iterator[str]:
    """One sentence for each folder below its mark, with the lines to look at."""
    for folder, least in LEAST.items():
        own = {name: facts for name, facts in files.items() if name.startswith(f"{folder}/")}
        reached = measure_branches([facts["summary"] for facts in own.values()])
        if reached < least:
            yield f"{folder}: {reached:.1f} % of the branches are tested, at least {least:.0f} % must be. Not walked:"
            for name, facts in own.items():
                if facts["missing_branches"]:
                    yield f"  {name}: {', '.join(f'{start}→{end}' for start, end in facts['missing_branches'])}"


def measure_branches(summaries: Sequence[dict[str, Any]]) -> float:
    total = sum(summary["num_branches"] for summary in summaries)
    return 100.0 * sum(summary["covered_branches"] for summary in summaries) / total if total else 100.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
