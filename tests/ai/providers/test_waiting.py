"""Work in a thread of its own speaks as whoever waits for it, and its errors are his."""

import time
from typing import Any

import pytest
from django.utils import translation

from nessos.ai.providers.waiting import work_watch


def watch(work: Any) -> Any:
    return work_watch(work, until=time.monotonic() + 5, cancelled=lambda: False, halt=lambda: None)


def test_it_speaks_the_language_of_whoever_waits() -> None:
    with translation.override("pt-br"):
        assert watch(translation.get_language) == "pt-br"
    assert watch(translation.get_language) == "en"


@pytest.mark.parametrize("error", [ValueError, TimeoutError])
def test_what_it_raises_is_raised(error: type[Exception]) -> None:
    def fail() -> None:
        raise error("a mistake of ours")

    with pytest.raises(error, match="a mistake of ours"):
        watch(fail)
