import pytest
from django.test import Client

from growth.models import Lead

pytestmark = pytest.mark.django_db


def test_metrics_tell_of_events_deliveries_and_workers(client: Client) -> None:
    Lead.objects.create(name="Ana Lima", email="ana@example.com")
    text = client.get("/metrics").content.decode()
    assert 'nessos_events_last_hour{event_type="growth.lead.created"} 1.0' in text
    assert 'nessos_deliveries{state="waiting"}' in text
    assert "nessos_workers_alive 0.0" in text
    assert "nessos_gauge_broken{" not in text
