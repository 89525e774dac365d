"""Whose word the web server takes for where a request came from."""

import pytest

from nessos.launch.web import make_config


@pytest.mark.parametrize(
    ("url", "trusted"), [("", False), ("http://127.0.0.1:8000", False), ("https://ness.example.com", True)]
)
def test_a_forwarded_address_counts_behind_a_proxy_alone(
    monkeypatch: pytest.MonkeyPatch, url: str, trusted: bool
) -> None:
    monkeypatch.setenv("NESSOS_URL", url)
    assert make_config().proxy_headers is trusted
