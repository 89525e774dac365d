"""The bell of those who perform errands: one NOTIFY in each transaction that asks for some."""

from django.db import connection

CHANNEL = "nessos_errands"


def errands_wake() -> None:
    """Heard when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
