"""The button that qualifies a lead at the desk."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser
from django.test import override_settings

from growth.models import Lead
from nessos.ai.models import AgentCall
from nessos.eventlog.models import ModuleEvent
from tests.conftest import UserMaker

pytestmark = pytest.mark.django_db


def press(browser: Browser, lead: Lead) -> str:
    answer = browser.post(f"/app/growth/lead/{lead.pk}/lead_qualify/", {"_form_submitted": "on"})
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_button_scores_the_lead_says_why_and_qualifies_it(desk: Browser) -> None:
    lead = Lead.objects.create(
        name="Marina Prado",
        email="marina@example.com",
        company="Hospital Alfa",
        message="Preciso de um DPO com urgência, são 300 funcionários.",
        source="indicação",
    )
    with override_settings(LANGUAGE_CODE="en"):
        told = press(desk, lead)
    lead.refresh_from_db()
    assert (lead.lead_score, lead.lead_segment, lead.status) == (87, "privacidade", "qualified")
    assert told.startswith(
        "87 points, segment “privacidade”. Call today and offer a meeting with a specialist this week. "
        "It is urgent: “urgência” (+16). Asks for what we do: privacidade: “DPO” (+15)."
    )
    assert ModuleEvent.objects.filter(entity_id=str(lead.pk), event_type="lead.qualified").count() == 1
    assert AgentCall.objects.get().subject == f"growth.Lead {lead.pk}"


def test_who_may_only_look_has_no_such_button(make_user: UserMaker) -> None:
    lead = Lead.objects.create(name="Marina Prado", email="marina@example.com")
    browser = Browser()
    browser.force_login(make_user("rui", "atendimento", is_staff=True))
    press(browser, lead)
    lead.refresh_from_db()
    assert lead.lead_score is None
    assert "lead_qualify" not in browser.get(f"/app/growth/lead/{lead.pk}/change/").content.decode()
