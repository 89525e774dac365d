"""What the black-box tests of the API share."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.world import World


@pytest.fixture
def world(api: Callable[..., Any]) -> World:
    """A row of everything, made over HTTP; ``world.root`` is a client that may do all."""
    return World(api(superuser=True, username="root"))
