import io
import json
import logging
import logging.config
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation

from nessos.kernel.context import Context, working_for
from nessos.kernel.logging import JsonFormatter, LineFormatter, logging_config

Written = Callable[[], list[str]]


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, Written]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("tests.kernel.logging")
    logger.propagate = False
    logger.setLevel("DEBUG")
    logger.addHandler(handler)
    yield logger, lambda: stream.getvalue().splitlines()
    logger.removeHandler(handler)


def read(written: Written) -> dict[str, Any]:
    [line] = written()
    entry: dict[str, Any] = json.loads(line)
    return entry


def test_a_request_is_one_traced_line(log: tuple[logging.Logger, Written]) -> None:
    logger, written = log
    with working_for(Context(trace_id="trace-0001", actor_id=7)):
        logger.info(
            "answered",
            extra={"method": "GET", "path": "/api/v1/leads/?search=Maria", "status": 200, "duration_ms": 1.5},
        )
    entry = read(written)
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "INFO",
        "logger": "tests.kernel.logging",
        "message": "answered",
        "trace_id": "trace-0001",
        "user_id": 7,
        "method": "GET",
        "path": "/api/v1/leads/",
        "status": 200,
        "duration_ms": 1.5,
    }


def test_every_string_is_masked_and_free_text_in_extras_is_dropped(
    log: tuple[logging.Logger, Written],
) -> None:
    logger, written = log
    logger.info(
        "call %s", "(11) 98765-4321", extra={"path": "/x/maria@example.com", "customer": "Maria Silva"}
    )
    entry = read(written)
    assert (entry["message"], entry["path"]) == ("call [phone]", "/x/[email]")
    assert "Maria" not in json.dumps(entry)


def test_a_query_string_is_never_kept(log: tuple[logging.Logger, Written]) -> None:
    logger, written = log
    logger.info('"GET /api/v1/leads/?search=Maria+Silva&x=1 HTTP/1.1" 200')
    assert read(written)["message"] == '"GET /api/v1/leads/?[hidden] HTTP/1.1" 200'


def test_an_exception_is_told_without_the_data_it_repeats(log: tuple[logging.Logger, Written]) -> None:
    logger, written = log
    sentence = (
        'null value in column "x"\nDETAIL:  Failing row contains (1, Maria Silva,\nRua A, x).\n'
        "1 validation error\n  [type=int, input_value='Maria', input_type=str]"
    )
    try:
        try:
            raise ValueError(sentence)
        except ValueError as error:
            raise RuntimeError("cpf 529.982.247-25") from error
    except RuntimeError:
        logger.exception("failed")
    entry = read(written)
    assert entry["exception"] == "RuntimeError"
    assert "RuntimeError: cpf [cpf]" in entry["traceback"]
    assert "DETAIL: [hidden]" in entry["traceback"]
    assert "test_logging.py" in entry["traceback"]
    assert not {"Maria", "Rua A"} & set(entry["traceback"].replace(",", " ").split())


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"msg": "two\nlines \ud800 \x1b[31m"}, "two\nlines ? \x1b[31m"),
        (
            {"msg": "too %s many %s", "args": ("maria@example.com",)},
            "too %s many %s (its arguments do not fit)",
        ),
        ({"msg": 5}, "5"),
        ({"msg": "x" * 1_000_000}, "x" * 20_000 + "… (1000000 characters)"),
    ],
)
def test_nothing_that_is_logged_breaks_the_line(record: dict[str, Any], message: str) -> None:
    line = JsonFormatter().format(logging.makeLogRecord({**record, "ms": float("nan")}))
    assert "\n" not in line
    line.encode()
    entry = json.loads(line)
    assert (entry["message"], entry["ms"]) == (message, "nan")


def test_a_person_at_a_terminal_reads_one_line_without_escape_codes() -> None:
    record = logging.makeLogRecord(
        {
            "name": "nessos",
            "levelname": "INFO",
            "msg": "to a@example.com\nfake \x1b[31m",
            "created": 0,
            "status": 200,
        }
    )
    assert (
        LineFormatter().format(record)
        == "00:00:00.000 INFO    nessos: to [email]\\nfake \\x1b[31m status=200"
    )


def test_what_django_refuses_is_one_short_warning(log: tuple[logging.Logger, Written]) -> None:
    logger, written = log
    refusing = logging.getLogger("django.security.DisallowedHost")
    refusing.addHandler(logger.handlers[0])
    try:
        raise SuspiciousOperation("Invalid HTTP_HOST header: 'evil.example.com'.")
    except SuspiciousOperation as error:
        refusing.error(str(error), exc_info=True)
    finally:
        refusing.removeHandler(logger.handlers[0])
    entry = read(written)
    assert (entry["level"], entry["message"]) == ("WARNING", "Invalid HTTP_HOST header: 'evil.example.com'.")
    assert "traceback" not in entry


def test_a_warning_of_pythons_is_a_line_like_any_other(tmp_path: Path) -> None:
    program = "import django, warnings; django.setup(); warnings.warn('written by maria@example.com')"
    env = {**os.environ, "NESSOS_PROCESS": "web", "NESSOS_DATA": str(tmp_path), "LOG_JSON": "true"}
    env |= {"DJANGO_SETTINGS_MODULE": "nessos.settings"}
    ran = subprocess.run(
        [sys.executable, "-W", "default::UserWarning", "-c", program],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    entry = json.loads(ran.stderr)
    assert (entry["level"], entry["logger"]) == ("WARNING", "py.warnings")
    assert "written by [email]" in entry["message"]


@pytest.fixture
def handlers_put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def stderr_replace() -> io.StringIO:
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    return stream


@pytest.mark.usefixtures("handlers_put_back")
@pytest.mark.parametrize(
    "name", ["django.request", "django.server", "django-q", "uvicorn.error", "httpx", "nessos"]
)
def test_every_logger_writes_through_the_one_handler(name: str) -> None:
    logging.config.dictConfig(logging_config(json=True, level="info"))
    stream = stderr_replace()
    logging.getLogger(name).error("seen by maria@example.com")
    assert json.loads(stream.getvalue())["message"] == "seen by [email]"


@pytest.mark.usefixtures("handlers_put_back")
def test_requests_are_told_by_our_middleware_alone() -> None:
    logging.config.dictConfig(logging_config(json=False, level="DEBUG"))
    stream = stderr_replace()
    logging.getLogger("uvicorn.access").info("GET /")
    logging.getLogger("django.request").warning("Not Found: /")
    logging.getLogger("django.db.backends").debug("SELECT 'Maria'")
    assert stream.getvalue() == ""
