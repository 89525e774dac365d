"""Every page, wide and narrow, light and dark: it fits, nothing on it fails, and it speaks one language."""

from collections.abc import Callable

import pytest

from tests.browser.desk import PHONE, Desk
from tests.browser.language import is_english, is_portuguese
from tests.browser.walking import every_page, page_faults

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
SAMPLE = (
    "/app/",
    "/app/growth/lead/",
    "/app/growth/lead/board/",
    "/app/growth/lead/add/",
    "/app/fin/profitability/",
    "/app/ops/timer/",
)


def assert_faultless(found: dict[str, list[str]]) -> None:
    faults = [f"{path}: {fault}" for path, told in found.items() for fault in told]
    assert not faults, "\n".join(faults)


def test_every_page_fits_works_and_speaks_portuguese(sit: Sitter) -> None:
    desk = sit("root")
    found = {path: page_faults(desk, is_english) for path in every_page(desk)}
    assert len(found) > 60
    assert_faultless(found)


def test_pages_fit_and_work_in_the_dark(sit: Sitter) -> None:
    desk = sit("root", theme="dark")
    found: dict[str, list[str]] = {}
    for path in SAMPLE:
        assert desk.at(path) == 200
        found[path] = page_faults(desk)
        assert desk.page.evaluate("document.documentElement.classList.contains('dark')")
    assert_faultless(found)


def test_pages_speak_english_once_it_was_chosen(sit: Sitter) -> None:
    desk = sit("root")
    desk.at("/app/")
    csrf = desk.page.input_value("input[name=csrfmiddlewaretoken] >> nth=0")
    form: dict[str, str | float | bool] = {"language": "en", "next": "/app/", "csrfmiddlewaretoken": csrf}
    desk.context.request.post(
        f"{desk.address}/i18n/setlang/", form=form, headers={"Referer": f"{desk.address}/app/"}
    )
    found: dict[str, list[str]] = {}
    for path in SAMPLE:
        desk.at(path)
        assert desk.page.get_attribute("html", "lang") == "en"
        found[path] = page_faults(desk, is_portuguese)
    assert_faultless(found)


def test_the_way_in_fits_and_speaks_portuguese(sit: Sitter) -> None:
    desk = sit()
    found: dict[str, list[str]] = {}
    for path, status in (
        ("/app/login/", 200),
        ("/app/password_reset/", 200),
        ("/app/password_reset/done/", 200),
    ):
        assert desk.at(path) == status
        found[path] = page_faults(desk, is_english)
    assert_faultless(found)


def test_the_pages_of_the_api_list_what_it_offers(sit: Sitter) -> None:
    desk = sit("root")
    desk.at("/api/v1/docs/")
    desk.page.wait_for_selector(".opblock-summary")
    found: set[str] = set()
    for _screen in range(100):  # only what is in sight is drawn
        found.update(desk.page.locator(".opblock-summary").all_inner_texts())
        if any("/workflows/validate/" in text for text in found):
            break
        desk.page.mouse.wheel(0, 600)
        desk.page.wait_for_timeout(100)
    assert len(found) > 80
    assert page_faults(desk) == []


@pytest.mark.parametrize("path", ["/nothing/", "/app/growth/lead/nothing/change/"])
def test_a_page_that_is_not_there_says_so_in_portuguese(sit: Sitter, path: str) -> None:
    desk = sit("root", width=PHONE)
    assert desk.at(path) in {404, 200}
    assert [text for text in desk.texts() if is_english(text)] == []
    assert desk.overflow(PHONE) == ""
