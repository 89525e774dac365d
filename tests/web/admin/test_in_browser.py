"""In a real browser: no word on its console, nothing asked of another host, nothing wider than the screen."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Request, expect, sync_playwright

from growth.models import Lead

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "correct horse battery"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.usefixtures("emptied"),
]


class Watched:
    """A page, and whatever it complained about or asked elsewhere."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"{self.page.url} asked {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wider > 0:
            self.complaints.append(f"{path} is {wider} px wider than the screen")

    def log_in(self, username: str) -> None:
        self.open("/app/login/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("#login-form button[type=submit]")
        self.page.wait_for_url(f"{self.address}/app/")
        self.page.wait_for_load_state()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    # Playwright keeps a loop running in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[(390, 844, "light"), (1600, 1000, "dark")], ids=["phone", "wide"])
def watched(request: Any, chromium: Any, live_server: Any, make_user: Any) -> Iterator[Watched]:
    make_user("ana", is_superuser=True)
    width, height, scheme = request.param
    size = {"width": width, "height": height}
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}])
    yield Watched(context.new_page(), live_server.url)
    context.close()


def test_every_page_is_quiet_and_fits_the_screen(watched: Watched) -> None:
    lead = Lead.objects.create(name="Ana " + "Souza" * 30, email="ana@example.com", company="Padaria Sol")
    watched.open("/app/password_reset/")
    watched.log_in("ana")
    pages = ["", "growth/lead/", "growth/lead/?q=ana", "growth/lead/add/", f"growth/lead/{lead.pk}/change/"]
    pages += [
        f"growth/lead/{lead.pk}/history/",
        f"growth/lead/{lead.pk}/delete/",
        "growth/lead/board/",
        "bare/",
    ]
    pages += [
        "fin/client/",
        "accounts/user/",
        "accounts/user/add/",
        "web/mailboxmessage/",
        "password_change/",
    ]
    for page in pages:
        watched.open(f"/app/{page}")
    assert watched.complaints == []


def test_a_card_is_moved_by_the_keyboard_and_taken_back(watched: Watched) -> None:
    lead = Lead.objects.create(name="Ana Souza", email="ana@example.com")
    watched.log_in("ana")
    watched.open("/app/growth/lead/board/")
    watched.page.select_option(f"#move-{lead.pk}", "won")
    expect(watched.page.locator("#board-undo")).to_be_visible()
    expect(watched.page.locator("[data-value=won] .ness-board-card")).to_have_count(1)
    assert Lead.objects.get().status == "won"
    watched.page.click("#board-undo")
    expect(watched.page.locator("[data-value=new] .ness-board-card")).to_have_count(1)
    assert Lead.objects.get().status == "new"
    assert watched.complaints == []


@pytest.mark.parametrize(
    "watched", [(1600, 1000, "light")], indirect=True
)  # a finger has the menu of the card
def test_a_card_is_dragged_to_another_column(watched: Watched) -> None:
    Lead.objects.create(name="Ana Souza", email="ana@example.com")
    watched.log_in("ana")
    watched.open("/app/growth/lead/board/")
    watched.page.locator(".ness-board-card").drag_to(
        watched.page.locator(".ness-column-cards[data-value=qualified]")
    )
    expect(watched.page.locator("#board-undo")).to_be_visible()
    expect(watched.page.locator("[data-value=qualified] .ness-board-card")).to_have_count(1)
    assert Lead.objects.get().status == "qualified"
    assert watched.complaints == []


def test_a_button_asks_in_a_dialog_before_it_acts(watched: Watched) -> None:
    lead = Lead.objects.create(name="Ana Souza", email="ana@example.com")
    watched.log_in("ana")
    watched.open(f"/app/growth/lead/{lead.pk}/lead_win/")
    watched.open(f"/app/growth/lead/{lead.pk}/change/")
    link = watched.page.locator("a[hx-get$='/lead_win/']").last
    link.dispatch_event("click")
    dialog = watched.page.locator("#modal-content")
    expect(dialog).to_contain_text("Win this lead?")
    dialog.get_by_role("button", name="Win").click()
    expect(watched.page.get_by_text("It is won.")).to_be_visible()
    assert Lead.objects.get().status == "won"
    assert watched.complaints == []


def test_the_search_over_everything_opens_by_the_keyboard(watched: Watched) -> None:
    Lead.objects.create(name="José Conceição", email="jose@example.com")
    watched.log_in("ana")
    watched.page.keyboard.press("Control+k")
    expect(watched.page.locator("#search-input-command")).to_be_focused()
    watched.page.keyboard.type("conceicao")
    expect(watched.page.locator("#command-results")).to_contain_text("José Conceição")
    assert watched.complaints == []
