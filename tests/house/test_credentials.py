"""The scanner for secrets in the tree. Every secret here is invented."""

from pathlib import Path

import pytest

from nessos.launch.house.credentials import find_credentials
from nessos.launch.house.tree import find_files

ADVICE = "Take it out and replace it; if it opens nothing, end the line with “not a secret”."

FOUND = {
    'key = "sk-proj-a8F3kL0pQ2wX9zR5tY7uB1nM"': "a vendor's token",
    "STRIPE=sk_live_4eC39HqLyjWDarjtT1zdp7dc": "a vendor's token",
    "ghp_Zx81kQ0mVw72LpRt55YbNc93HsDf64JgKaQ1": "a vendor's token",
    "AKIAQ7X2M9LPRT4VZB8N": "a vendor's token",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEgc291emEifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r": "a signed token",
    "postgres://nessos:Vq83-plover-71@db.example.com/nessos": "a password in an address",
    "redis://:Vq83plover71@cache.example.com": "a password in an address",
    'SECRET_KEY = "q8Zr2-vLx0_TmW4nB7yK"': "a value that reads like a secret",
    '{"client_secret": "q8Zr2vLx0TmW4nB7yK"}': "a value that reads like a secret",
    'salt = "Q0xhc3NpZmllZDogbm90IHJlYWxseSE4Mjc0NjE5"': "a text as random as a key",
    'digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"': "a text as random as a key",
}

LEFT_ALONE = [
    "postgres://user:password@host:5432/nessos",
    'ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"',
    "KEYS_KEPT = timedelta(hours=48, minutes=30)",
    'SECRET_KEY = env.str("SECRET_KEY", default="")',
    "SECRET_KEY=",
    'DATABASE_PASSWORD = "database_password"',
    "DATABASE_URL=postgres://USER@HOST:5432/nessos",
    'f"postgres://{user}:{password}@{host}/{name}"',
    "https://example.com:8000/app/@home",
    'token = "the-token-of-ana"',
    '"SECRET_KEY": "a-key-for-tests-that-is-long-enough-0123456789"',
    '"DEFAULT_SCHEMA_CLASS": "nessos.web.api.schema.RoomSchema"',
    'TEXT = "abcdefghijklmnopqrstuvwxyzabcdefghijkl"',
]


def _scan(folder: Path, text: str, **allowed: str) -> list[str]:
    (folder / "notes.py").write_text(text + "\n")
    return list(
        find_credentials(folder, find_files(folder), allowed={"notes.py": allowed["why"]} if allowed else {})
    )


@pytest.mark.parametrize(("line", "kind"), FOUND.items())
def test_a_secret_is_found(tmp_path: Path, line: str, kind: str) -> None:
    assert _scan(tmp_path, f"\n{line}") == [f"notes.py:2: {kind}. {ADVICE}"]


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_what_only_talks_of_secrets_is_left_alone(tmp_path: Path, line: str) -> None:
    assert _scan(tmp_path, line) == []


@pytest.mark.parametrize("line", FOUND)
def test_a_line_may_say_that_it_is_no_secret(tmp_path: Path, line: str) -> None:
    assert _scan(tmp_path, f"{line}  # not a secret: opens nothing") == []


def test_a_file_of_variables_needs_no_quotes(tmp_path: Path) -> None:
    (tmp_path / "production.env").write_text("export ZAPI_WEBHOOK_TOKEN=q8Zr2vLx0TmW4nB7yK\n")
    assert list(find_credentials(tmp_path, find_files(tmp_path), allowed={})) == [
        f"production.env:1: a value that reads like a secret. {ADVICE}"
    ]


def test_a_private_key_is_allowed_nowhere(tmp_path: Path) -> None:
    line = "-----BEGIN " + "RSA PRIVATE KEY-----  # not a secret"
    assert _scan(tmp_path, line, why="invented") == [
        "notes.py:1: a private key. Take it out, and replace the key: it is known now.",
        "notes.py holds nothing that looks like a secret any more. Take it out of ALLOWED.",
    ]


def test_a_whole_file_of_invented_secrets_is_allowed_by_name(tmp_path: Path) -> None:
    assert _scan(tmp_path, "\n".join(FOUND), why="invented") == []


def test_a_file_that_needs_no_allowance_any_more_is_named(tmp_path: Path) -> None:
    assert _scan(tmp_path, "nothing", why="invented") == [
        "notes.py holds nothing that looks like a secret any more. Take it out of ALLOWED."
    ]
