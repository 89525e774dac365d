"""The buttons that ask agents about a lead and a case at the desk."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser
from django.test import override_settings

from growth.models import Case, Lead, Post, Proposal, Service
from nessos.ai.models import AgentCall
from nessos.eventlog.models import ModuleEvent
from ops.models import Playbook
from tests.conftest import UserMaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> Lead:
    return Lead.objects.create(
        name="Marina Prado",
        email="marina@example.com",
        company="Hospital Alfa",
        message="Preciso de um DPO com urgência, são 300 funcionários.",
        source="indicação",
    )


def press(browser: Browser, address: str, **data: str) -> Any:
    with override_settings(LANGUAGE_CODE="en"):
        return browser.post(f"/app/growth/{address}/", {"_form_submitted": "on", **data})


def told(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def signed(answer: Any) -> str:
    found = re.search(r'name="answer" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_the_answer_is_shown_before_anything_is_written(desk: Browser, lead: Lead) -> None:
    page = press(desk, f"lead/{lead.pk}/lead_qualify").content.decode()
    for words in (
        "Answered by the rules of the house",
        "87",
        "privacidade",
        "It is urgent: “urgência” (+16).",
    ):
        assert words in page
    lead.refresh_from_db()
    assert (lead.lead_score, lead.status) == (None, "new")
    assert AgentCall.objects.get().subject == f"growth.Lead {lead.pk}"


def test_applying_it_scores_the_lead_and_asks_nobody_again(desk: Browser, lead: Lead) -> None:
    shown = press(desk, f"lead/{lead.pk}/lead_qualify")
    answer = press(desk, f"lead/{lead.pk}/lead_qualify", answer=signed(shown))
    lead.refresh_from_db()
    assert (lead.lead_score, lead.lead_segment, lead.status) == (87, "privacidade", "qualified")
    assert told(answer) == (
        "87 points, segment “privacidade”. Call today and offer a meeting with a specialist this week."
    )
    assert ModuleEvent.objects.filter(entity_id=str(lead.pk), event_type="lead.qualified").count() == 1
    assert AgentCall.objects.count() == 1


def test_an_answer_about_a_record_that_changed_since_is_not_applied(desk: Browser, lead: Lead) -> None:
    shown = press(desk, f"lead/{lead.pk}/lead_qualify")
    lead.message = "Mudei de ideia."
    lead.save()
    answer = press(desk, f"lead/{lead.pk}/lead_qualify", answer=signed(shown))
    assert told(answer) == (
        "This record was changed after the agent was asked, so its answer may no longer fit. Ask again."
    )
    lead.refresh_from_db()
    assert lead.lead_score is None


def test_an_answer_is_for_its_record_its_button_and_its_person_alone(
    desk: Browser, lead: Lead, make_user: UserMaker
) -> None:
    given = signed(press(desk, f"lead/{lead.pk}/lead_qualify"))
    other = Lead.objects.create(name="Rui Lima", email="rui@example.com")
    colleague = Browser(headers={"Accept-Language": "en"})
    colleague.force_login(make_user("carla", "growth", is_staff=True))
    sentence = "This answer is too old, or was given to somebody else. Ask the agent again."
    assert told(press(desk, f"lead/{other.pk}/lead_qualify", answer=given)) == sentence
    assert sentence in told(press(desk, f"lead/{lead.pk}/lead_qualify", answer=f"{given}x"))
    press(colleague, f"lead/{lead.pk}/lead_qualify", answer=given)
    assert set(Lead.objects.values_list("lead_score", flat=True)) == {None}


def test_in_a_dialog_the_second_step_takes_the_place_of_the_first(desk: Browser, lead: Lead) -> None:
    answer = desk.post(
        f"/app/growth/lead/{lead.pk}/lead_qualify/",
        {"_form_submitted": "on"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert page.strip().startswith('<div id="dialog-form"')
    assert '<span id="agent-submit" hx-swap-oob="true">Apply</span>' in page
    assert "<html" not in page
    applied = desk.post(
        f"/app/growth/lead/{lead.pk}/lead_qualify/",
        {"_form_submitted": "on", "answer": signed(answer)},
        headers={"HX-Request": "true"},
    )
    assert applied.headers["HX-Refresh"] == "true"
    lead.refresh_from_db()
    assert lead.lead_score == 87


def test_what_a_stranger_wrote_is_shown_as_words(desk: Browser, lead: Lead) -> None:
    lead.message = "Preciso de um DPO <script>alert(1)</script> com urgência"
    lead.save()
    page = press(desk, f"lead/{lead.pk}/lead_qualify").content.decode()
    assert "<script>alert(1)</script>" not in page


def test_who_may_only_look_has_no_such_button(make_user: UserMaker, lead: Lead) -> None:
    browser = Browser()
    browser.force_login(make_user("rui", "atendimento", is_staff=True))
    press(browser, f"lead/{lead.pk}/lead_qualify")
    assert not AgentCall.objects.exists()
    assert "lead_qualify" not in browser.get(f"/app/growth/lead/{lead.pk}/change/").content.decode()


def test_a_proposal_is_drafted_and_opened(desk: Browser, lead: Lead) -> None:
    playbook = Playbook.objects.create(title="Entrega do DPO", tags=["lgpd"])
    Service.objects.create(name="DPO como serviço", base_price="6900.00", playbook=playbook, is_active=True)
    answer = press(desk, f"lead/{lead.pk}/lead_propose")
    proposal = Proposal.objects.get()
    assert (proposal.lead, str(proposal.total), proposal.status) == (lead, "6900.00", "draft")
    assert (answer.status_code, answer["Location"]) == (302, f"/app/growth/proposal/{proposal.pk}/change/")


def test_with_nothing_on_sale_the_button_says_so(desk: Browser, lead: Lead) -> None:
    assert told(press(desk, f"lead/{lead.pk}/lead_propose")) == (
        "No service is active, so there is nothing to offer. Activate one in the catalogue first."
    )
    assert not Proposal.objects.exists()


def test_a_post_is_written_out_of_a_case_and_opened(desk: Browser) -> None:
    case = Case.objects.create(
        title="Ransomware", raw_data="Problema: a rede parou.\nResultado: voltou em 2 dias."
    )
    answer = press(desk, f"case/{case.pk}/case_write_post")
    post = Post.objects.get()
    assert (post.case, post.is_published, post.author.username if post.author else "") == (
        case,
        False,
        "bruno",
    )
    assert "## " in post.content_markdown
    assert answer["Location"] == f"/app/growth/post/{post.pk}/change/"
    assert told(answer) == "The agent made this draft. Read it before you go on."
    empty = Case.objects.create(title="Vazio")
    refused = told(press(desk, f"case/{empty.pk}/case_write_post"))
    assert "The case “Vazio” has neither raw data" in refused
