"""These tests count what is indexed: the catalogue that the house ships is none of theirs."""

import pytest

from conversations.models import Equipment


@pytest.fixture(autouse=True)
def catalogue_emptied(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        Equipment.objects.all().delete()
