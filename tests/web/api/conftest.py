"""Everything here speaks to the sample room."""

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def sample_room() -> object:
    with override_settings(ROOT_URLCONF="tests.web.api.addresses"):
        yield
