"""The runner of `make lint` and the gate of `make test`."""

from typing import Any

import pytest

from nessos.launch import lint
from nessos.launch.suite import find_uncovered


def _break() -> str:
    raise OSError("no disk")


def test_all_steps_run_after_one_failed_and_each_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = lint.run({"good": lambda: "", "bad": lambda: "a fault", "broken": _break})
    assert {outcome.name: outcome.faults for outcome in outcomes} == {
        "good": "",
        "bad": "a fault",
        "broken": "The step itself broke: OSError('no disk')",
    }
    told = capsys.readouterr().out
    assert [word in told for word in ("ok      good", "FAILED  bad", "FAILED  broken")] == [True] * 3


def test_the_summary_holds_the_faults_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.report(lint.run({"good": lambda: "", "bad": lambda: "a fault"}), seconds=1.0) == 1
    assert capsys.readouterr().out.endswith("\n--- bad ---\na fault\n\n1 of 2 steps failed in 1.0 s: bad.\n")
    assert lint.report(lint.run({"good": lambda: ""}), seconds=1.0) == 0
    assert capsys.readouterr().out.endswith("\nAll 1 steps are clean, in 1.0 s.\n")


def test_a_step_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["spelling"]) == 2
    assert capsys.readouterr().err.startswith("There is no lint step 'spelling'. There are: types, layers,")


def _facts(branches: int, covered: int) -> dict[str, Any]:
    return {"summary": {"num_branches": branches, "covered_branches": covered}, "missing_branches": [[3, -1]]}


def test_a_kernel_with_too_few_tested_branches_is_refused() -> None:
    files = {
        "nessos/kernel/clock.py": _facts(100, 94),
        "nessos/eventlog/models.py": _facts(100, 95),
        "ops/api.py": _facts(9, 0),
    }
    assert list(find_uncovered(files)) == [
        "nessos/kernel: 94.0 % of the branches are tested, at least 95 % must be. Not walked:",
        "  nessos/kernel/clock.py: 3→-1",
    ]
