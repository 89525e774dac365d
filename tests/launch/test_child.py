"""What a child of root's may still do once it is somebody else."""

import os
import signal
import sys
from pathlib import Path

import pytest

from nessos.launch.accounts import account_for
from nessos.launch.spawn import spawn

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux becomes somebody else"
)
ASK = (
    "import os, sys; held = [line for line in open('/proc/self/status') if line.startswith('CapEff')];"
    "print(os.getuid(), os.access(sys.argv[1], os.X_OK), int(held[0].split()[1], 16))"
)
DAC_OVERRIDE = 1 << 1


def test_a_program_below_a_closed_folder_is_found_by_who_asks_first_and_nothing_else_of_root_is_kept(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed to others"
    closed.mkdir(mode=0o700)
    program, said = closed / "program", tmp_path / "said"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    account = account_for(closed)
    assert account is not None
    with said.open("wb") as output:
        child = spawn(
            [sys.executable, "-I", "-S", "-c", ASK, str(program)],
            death=signal.SIGKILL, account=account, cwd=closed, output=output,
        )  # fmt: skip
        child.wait(20)
    assert said.read_text().split() == [str(account.uid), "True", str(DAC_OVERRIDE)]
