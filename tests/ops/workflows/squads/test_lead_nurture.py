"""``new_lead_nurture``: judged, welcomed, and kept in touch with."""

from datetime import timedelta
from typing import Any

from conversations.models import OutgoingMessage
from growth.models import Audience, Campaign
from nessos.kernel import clock
from tests.ops.workflows.squads.conftest import Worker, outputs, reasons, stands

LEAD: dict[str, Any] = {
    "name": "Maria Santos",
    "phone": "+5511955554321",
    "email": "maria@example.com",
    "source": "Facebook Ads",
}
STEPS = [
    "qualify_lead",
    "send_welcome_whatsapp",
    "create_lead_audience",
    "launch_lead_nurture_campaign",
    "schedule_followup",
]


def test_a_good_lead_goes_all_the_way(worker: Worker) -> None:
    began = clock.now()
    shown = worker.run("new_lead_nurture", {"lead_data": LEAD})
    assert (shown["status"], stands(shown)) == ("completed", [(name, "completed") for name in STEPS])
    assert clock.now() - began > timedelta(days=3)
    welcome, followup = OutgoingMessage.objects.order_by("id")
    audience, campaign = Audience.objects.get(), Campaign.objects.get()
    put_out = outputs(shown)
    assert put_out["qualify_lead"] == {
        "lead_qualified": True,
        "score": 75,
        "points": {"phone": 30, "email": 20, "name": 15, "source": 10},
        "missing": [],
    }
    assert put_out["send_welcome_whatsapp"] == {
        "welcome_sent": True,
        "message_id": str(welcome.pk),
        "note": None,
    }
    assert put_out["create_lead_audience"] == {"audience_id": str(audience.pk), "size": 2}
    assert put_out["launch_lead_nurture_campaign"]["budget"] == "150.00"
    assert (campaign.name, campaign.audience) == ("Lead nurture: 75", str(audience.pk))
    assert welcome.text == "Hello, Maria! Thank you for getting in touch. We will answer you shortly."
    assert followup.text == "Hello, Maria! Is there anything that we can still do for you?"
    assert put_out["schedule_followup"] == {
        "scheduled": True,
        "schedule_time": followup.send_at.isoformat().replace("+00:00", "Z"),
        "note": None,
    }
    assert timedelta(hours=47, minutes=59) < followup.send_at - clock.now() <= timedelta(hours=48)
    assert (welcome.is_sent, followup.is_sent) == (True, False)
    clock.advance(timedelta(hours=48))
    assert followup.is_sent


def test_a_lead_that_told_little_is_not_welcomed(worker: Worker) -> None:
    shown = worker.run("new_lead_nurture", {"lead_data": {"name": "Maria"}})
    assert stands(shown) == [
        ("qualify_lead", "completed"),
        ("send_welcome_whatsapp", "skipped"),
        ("create_lead_audience", "completed"),
        ("launch_lead_nurture_campaign", "skipped"),
        ("schedule_followup", "skipped"),
    ]
    assert reasons(shown)["launch_lead_nurture_campaign"] == (
        "Its condition was false: lambda context: context.get('welcome_sent', False)"
    )
    assert (shown["status"], OutgoingMessage.objects.count()) == ("completed", 0)


def test_a_lead_that_cannot_be_written_to_is_told_and_not_advertised_to(worker: Worker) -> None:
    lead = {**LEAD, "phone": "123", "company": "Café Aurora"}
    shown = worker.run("new_lead_nurture", {"lead_data": lead})
    assert outputs(shown)["send_welcome_whatsapp"] == {
        "welcome_sent": False,
        "message_id": None,
        "note": "This is not a telephone number. Enter the area code and the number, without an extension.",
    }
    assert stands(shown)[3:] == [
        ("launch_lead_nurture_campaign", "skipped"),
        ("schedule_followup", "skipped"),
    ]
    assert shown["status"] == "completed"


def test_without_a_lead_nothing_is_done(worker: Worker) -> None:
    shown = worker.run("new_lead_nurture", {})
    assert (shown["status"], stands(shown)) == ("completed", [(name, "skipped") for name in STEPS])
