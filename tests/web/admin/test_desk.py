"""The desk itself: who comes in, what the sidebar and the first page show to whom, and the search over everything."""

from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.http import HttpRequest
from django.test import Client as Browser
from django.test import override_settings
from django.utils.module_loading import import_string

from growth.models import Lead
from nessos.web.admin import home
from nessos.web.admin.home import Chart, Figure, Series, Thing, Things
from nessos.web.mailbox import MailboxMessage
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

LOGIN = "/app/login/"
PASSWORD = "correct horse battery"


def test_nobody_comes_in_without_logging_in(db: None) -> None:
    answer = Browser().get("/app/growth/lead/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next=/app/growth/lead/")


def test_everyone_with_an_account_comes_in_and_a_stranger_finds_a_friendly_empty_page(make_user: Any) -> None:
    make_user("nova")
    browser = EnglishBrowser()
    answer = browser.post(LOGIN, {"username": "nova", "password": PASSWORD}, follow=True)
    told = text_of(answer)
    assert "Nothing is open to you yet" in told
    assert "Ask an administrator to add you to a group." in told
    assert [group.get("title") for group in answer.context["sidebar_navigation"]] == [None]


def test_five_wrong_passwords_shut_the_door_with_a_sentence(make_user: Any) -> None:
    make_user("nova")
    browser = EnglishBrowser()
    for _attempt in range(5):
        browser.post(LOGIN, {"username": "nova", "password": "wrong"})
    told = text_of(browser.post(LOGIN, {"username": "nova", "password": PASSWORD}))
    assert "Too many failed logins. Try again in 15 minutes." in told


def test_the_login_speaks_portuguese_and_english_when_asked(db: None) -> None:
    browser = Browser()
    page = browser.get(LOGIN).content.decode()
    assert '<html lang="pt-br"' in page
    answer = browser.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert '<html lang="en"' in browser.get(LOGIN).content.decode()


@override_settings(EMAIL_BACKEND="nessos.web.mail.MailboxBackend")
def test_a_forgotten_password_is_set_anew_by_a_letter(make_user: Any) -> None:
    make_user("nova", email="nova@example.com")
    browser = EnglishBrowser()
    asked = browser.post(
        "/app/password_reset/", {"email": "nova@example.com"}, headers={"Host": "127.0.0.1"}, follow=True
    )
    assert "If the address belongs to an account, the letter is on its way." in text_of(asked)
    letter = MailboxMessage.objects.get()
    assert letter.subject == "A new password for ness.OS"
    link = next(line for line in letter.body.splitlines() if "/reset/" in line)
    assert link.startswith("http://127.0.0.1:8000/app/reset/")
    page = browser.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    new = "another horse staple"
    done = browser.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new}, follow=True)
    assert "The password is set" in text_of(done)
    assert browser.login(username="nova", password=new)


def test_an_unknown_address_gets_the_same_answer_and_no_letter(db: None) -> None:
    browser = EnglishBrowser()
    told = text_of(browser.post("/app/password_reset/", {"email": "nobody@example.com"}, follow=True))
    assert "If the address belongs to an account, the letter is on its way." in told
    assert not mail.outbox


@override_settings(EMAIL_BACKEND="nessos.web.mail.MailboxBackend")
def test_a_letter_is_kept_for_the_admin_role_alone(desk: Any, caplog: pytest.LogCaptureFixture) -> None:
    backend: BaseEmailBackend = import_string("nessos.web.mail.MailboxBackend")()
    letter = EmailMultiAlternatives("Olá", "the secret link", to=["ana@example.com"], cc=["bia@example.com"])
    letter.attach_alternative("<p>the secret link</p>", "text/html")
    letter.attach("contrato.txt", "x", "text/plain")
    assert backend.send_messages([letter, EmailMultiAlternatives("to nobody", "x")]) == 1
    row = MailboxMessage.objects.get()
    assert (row.recipients, row.attachments) == (["ana@example.com", "bia@example.com"], ["contrato.txt"])
    assert row.html == "<p>the secret link</p>"
    assert "secret" not in caplog.text
    url = f"/app/web/mailboxmessage/{row.pk}/change/"
    browser = desk("admin")
    assert "the secret link" in text_of(browser.get(url))
    assert browser.post(url, {"subject": "x"}).status_code == 403
    assert desk("growth").get(url).status_code == 403


@override_settings(EMAIL_BACKEND="nessos.web.mail.MailboxBackend")
def test_a_superusers_letter_is_kept_from_the_admin_role(desk: Any, make_user: Any) -> None:
    root = make_user("root", is_superuser=True, email="root@example.com")
    EnglishBrowser().post("/app/password_reset/", {"email": root.email})
    url = f"/app/web/mailboxmessage/{MailboxMessage.objects.get().pk}/change/"
    assert desk("admin").get(url).status_code == 302
    assert (
        "root@example.com"
        not in desk("admin", username="bia").get("/app/web/mailboxmessage/").content.decode()
    )
    assert desk(superuser=True).get(url).status_code == 200


def test_there_is_no_way_out_to_a_site(desk: Any) -> None:
    assert desk("admin").get("/app/r/1/zzz/").status_code == 404


def test_the_sidebar_holds_what_the_role_may_read_and_no_more(desk: Any) -> None:
    groups = desk("growth").get("/app/").context["sidebar_navigation"]
    titles = [str(group["title"]) for group in groups[1:]]
    assert titles == ["GROWTH", "OPS", "AI"]
    assert [str(item["title"]) for item in groups[2]["items"]] == ["Playbooks"]
    assert [str(item["link"]) for item in groups[3]["items"]] == ["/app/ai/uploadeddocument/"]


def test_the_queues_own_tables_stay_out(desk: Any) -> None:
    browser = desk(superuser=True)
    links = [
        item["link"]
        for group in browser.get("/app/").context["sidebar_navigation"]
        for item in group["items"]
    ]
    assert not [link for link in links if "django_q" in link]
    assert browser.get("/app/django_q/schedule/").status_code == 404


def test_a_page_of_a_room_asks_for_its_permission(desk: Any) -> None:
    assert "A bare page" in text_of(desk("growth").get("/app/bare/"))
    assert desk("fin").get("/app/bare/").status_code == 403
    assert Browser().get("/app/bare/").status_code == 302


@pytest.fixture
def cards() -> Any:
    """Cards of one test alone: what is registered goes again."""
    before = dict(home._sources._items)
    home._sources._items.clear()
    yield home.home_card_register
    home._sources._items.clear()
    home._sources._items.update(before)


def test_the_first_page_shows_what_needs_somebody(desk: Any, cards: Any) -> None:
    def things(request: HttpRequest) -> Things:
        return Things(
            title="New leads", things=[Thing(text="Ana Souza", note="Padaria Sol", link="/app/")], total=7
        )

    def figure(request: HttpRequest) -> Figure:
        return Figure(title="Pipeline", value="R$ 10,00", trend="+12 %", trend_good=True)

    def chart(request: HttpRequest) -> Chart:
        return Chart(title="Per week", kind="bar", labels=["1", "2"], series=[Series("leads", [3, 5])])

    for name, read in [("things", things), ("figure", figure), ("chart", chart)]:
        cards(name, permission="growth.view_lead", read=read)
    told = text_of(desk("growth").get("/app/"))
    for words in (
        "New leads 7",
        "Ana Souza",
        "Padaria Sol",
        "Pipeline",
        "R$ 10,00",
        "+12 %",
        "Per week",
        "3",
        "5",
    ):
        assert words in told
    assert "New leads" not in text_of(desk("fin").get("/app/"))


def test_a_card_that_fails_says_so_and_leaves_the_others(desk: Any, cards: Any) -> None:
    def broken(request: HttpRequest) -> Figure:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nonsense")
        raise AssertionError

    cards("broken", permission="growth.view_lead", read=broken, title="Broken", order=1)
    cards(
        "whole",
        permission="growth.view_lead",
        read=lambda _request: Figure(title="Whole", value=Lead.objects.count()),
    )
    told = text_of(desk("growth").get("/app/"))
    assert "This card could not be read just now; the log says why. The rest of the page is complete." in told
    assert "Whole 0" in told


def test_without_anything_to_do_the_first_page_says_so(desk: Any, cards: Any) -> None:
    cards("quiet", permission="growth.view_lead", read=lambda _request: Things(title="New leads", things=[]))
    told = text_of(desk("growth").get("/app/"))
    assert "Nothing needs you now" in told
    assert "New leads" not in told


def test_the_search_finds_pages_and_rows_that_one_may_read(desk: Any) -> None:
    Lead.objects.create(name="José Conceição", email="jose@example.com")
    ask = {"s": "conceicao", "extended": "1"}
    assert "José Conceição" in text_of(desk("growth").get("/app/search/", ask))
    assert "José" not in text_of(desk("fin").get("/app/search/", ask))
    assert "Leads • GROWTH" in text_of(
        desk("growth", username="bia").get("/app/search/", {"s": "lead", "extended": "1"})
    )


@pytest.mark.parametrize("query", ["s=", "s=x", "s=ab&page=x", "s=ab&page=99", "s=%25%25", "s=" + "a" * 3000])
def test_no_search_breaks(desk: Any, query: str) -> None:
    assert desk("growth").get(f"/app/search/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("url", "status", "sentence"),
    [
        ("/app/nowhere/", 404, "There is nothing here"),
        ("/app/fin/client/", 403, "This is not open to you"),
        ("/app/fail/", 500, "Something went wrong on our side"),
    ],
)
def test_an_error_page_says_what_to_do(desk: Any, url: str, status: int, sentence: str) -> None:
    browser = desk("growth")
    browser.raise_request_exception = False
    answer = browser.get(url)
    assert answer.status_code == status
    told = text_of(answer)
    assert sentence in told
    assert "secret of the house" not in told
