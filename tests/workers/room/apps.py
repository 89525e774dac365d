from django.apps import AppConfig


class RoomConfig(AppConfig):
    """A room that only the test's clusters have: its duties write down that they ran."""

    name = "tests.workers.room"
    label = "test_room"
