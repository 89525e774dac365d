"""What people do with prompts at the desk: write, be told what is wrong, look with a record, publish, go back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PHONE, WIDE, Desk

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
LIST = "/app/ai/prompt/"
SELECTED = """() => {
    const box = document.getElementById("text");
    return box.value.slice(box.selectionStart, box.selectionEnd);
}"""


def prompt_open(desk: Desk, agent: str) -> str:
    """Answers the address that all of its pages begin with."""
    assert desk.at(LIST) == 200
    row = desk.page.locator("#result_list tr", has_text=agent)
    link = row.locator("a[href*='/change/']").first.get_attribute("href")
    assert link is not None
    path = link.split("?")[0].removesuffix("change/")
    assert desk.at(f"{path}change/") == 200
    return path


def press(desk: Desk, selector: str) -> None:
    with desk.page.expect_navigation():
        desk.page.locator(selector).first.click()


def test_a_prompt_is_corrected_published_and_taken_back(sit: Sitter) -> None:
    desk = sit("admin")
    path = prompt_open(desk, "generate_post")
    press(desk, "a[href$='/draft/']")
    text = desk.page.input_value("#text")
    wrong = text.replace("{{ title }}", "{{ titulo }}")
    line = wrong.splitlines().index("Título do caso: {{ titulo }}")
    desk.page.fill("#text", wrong)
    press(desk, "button[value=save]")
    expect(desk.page.locator("[role=alert]")).to_contain_text(str(line + 1))
    desk.page.locator(".ness-to-line").first.click()
    assert desk.page.evaluate(SELECTED) == "Título do caso: {{ titulo }}"
    assert desk.page.input_value("#text") == wrong

    desk.page.fill("#text", text.replace("De 300 a 700 palavras", "De 200 a 500 palavras"))
    desk.page.fill("#note", "Mais curto")
    press(desk, "button[value=save]")
    assert desk.page.url.endswith("/versions/2/")
    press(desk, "a[href$='/versions/2/publish/']")
    assert desk.page.locator(".ness-diff-sides mark").all_inner_texts() == ["300", "700", "200", "500"]
    press(desk, "form.ness-toolbar button[type=submit]")
    expect(desk.page.get_by_text("Mais curto")).to_be_visible()
    press(desk, "a[href$='/versions/1/publish/']")
    press(desk, "form.ness-toolbar button[type=submit]")
    assert desk.page.url.endswith(f"{path}change/")
    expect(desk.page.locator(".ness-table a[href$='/versions/2/publish/']")).to_be_visible()
    assert not desk.faults()


def test_a_variable_is_put_where_the_cursor_is(sit: Sitter) -> None:
    desk = sit("admin")
    desk.at(f"{prompt_open(desk, 'generate_post')}draft/")
    desk.page.evaluate("document.getElementById('text').setSelectionRange(2, 2)")
    desk.page.locator(".ness-insert").first.click()
    assert desk.page.input_value("#text").startswith("# {{ title }}System")
    assert not desk.faults()


def test_what_would_be_sent_of_a_record_is_shown(sit: Sitter) -> None:
    desk = sit("admin")
    desk.at(f"{prompt_open(desk, 'qualify_lead')}preview/")
    desk.page.locator("input[name=record]").first.check()
    press(desk, ".ness-chooser form[method=get] button[type=submit]")
    expect(desk.page.locator(".ness-message")).to_have_count(2)
    expect(desk.page.locator(".ness-message").last).to_contain_text("<dados-")
    assert not desk.faults()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_a_prompt_fit_wide_and_narrow(sit: Sitter, theme: str) -> None:
    desk = sit("admin", theme=theme)
    path = prompt_open(desk, "summarize_contract")
    for name in ("change", "draft", "difference", "preview", "try-out", "versions/1", "versions/1/publish"):
        assert desk.at(f"{path}{name}/") == 200
        assert [desk.overflow(width) for width in (WIDE, PHONE)] == ["", ""]
    assert not desk.faults()
