"""A pytest plugin, loaded before Django: the suite's own PostgreSQL and its environment.

Only the first process starts the server; pytest-xdist's workers inherit the environment and find it there.
"""

import atexit
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from nessos.launch.postgres import temporary_server

_MARK = "NESSOS_TEST_SERVER"

if _MARK not in os.environ:
    _stack = ExitStack()
    atexit.register(_stack.close)
    # fsync off: these databases live for minutes; what must survive a crash has a server of its own.
    _server = _stack.enter_context(temporary_server(fsync=False))
    _data = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="nessos-test-")))
    for name in [name for name in os.environ if name.startswith(("NESSOS_", "EMAIL_", "OPENAI_", "REDIS_"))]:
        del os.environ[name]
    os.environ.update(
        {
            _MARK: "1",
            "DATABASE_URL": _server.url,
            "NESSOS_DATA": str(_data),
            "NESSOS_TEST_CLOCK": "true",
            "SECRET_KEY": "a-key-for-tests-that-is-long-enough-to-pass-every-check-0123456789",
            # Tests empty their tables between each other, the event log's included.
            "PGOPTIONS": "-c nessos.test_database=on",
        }
    )
