"""A person at the desk: a browser's page that notes whatever goes wrong on it."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.house import PASSWORD

WIDE, PHONE = 1600, 390
_HEIGHT = 1000
_PATIENCE, _FRAME = 20, 50
_OVERFLOW = """() => {
    const width = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (width <= window.innerWidth) return "";
    const wide = [...document.body.querySelectorAll("*")].filter(each => {
        const box = each.getBoundingClientRect();
        return box.right > window.innerWidth + 1 && box.width && !each.closest(".overflow-x-auto");
    });
    const named = wide.slice(0, 3).map(each => `${each.tagName.toLowerCase()}.${each.className}`.slice(0, 90));
    return `${width} > ${window.innerWidth}: ${named.join(" | ")}`;
}"""
_TEXTS = """() => {
    const found = new Set();
    const kept = each => !each.closest("script, style, template, textarea, .material-symbols-outlined, code, pre");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (kept(node.parentElement)) found.add(node.textContent.replace(/\\s+/g, " ").trim());
    }
    for (const name of ["placeholder", "title", "aria-label", "alt"])
        for (const each of document.body.querySelectorAll(`[${name}]`))
            found.add(each.getAttribute(name).replace(/\\s+/g, " ").trim());
    for (const each of document.body.querySelectorAll("input[type=submit]")) found.add(each.value);
    found.add(document.title);
    found.delete("");
    return [...found];
}"""
#: Violations of the content policy are told to the page before they are told to the console.
_WATCH = """document.addEventListener("securitypolicyviolation", event => {
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
});"""


class Desk:
    """``at`` goes to an address; ``faults`` is what went wrong since it was read last."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.context = context
        self.page: Page = context.new_page()
        self._faults: list[str] = []
        self.page.on("console", self._console_note)
        self.page.on("pageerror", lambda error: self._faults.append(f"script: {error}"))
        self.page.on(
            "requestfailed", lambda asked: self._faults.append(f"failed: {asked.url} {asked.failure}")
        )
        self.page.on("response", self._response_note)

    def at(self, path: str) -> int:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def faults(self) -> list[str]:
        found, self._faults = self._faults, []
        return [fault for fault in found if "net::ERR_ABORTED" not in fault]  # the page was left meanwhile

    def overflow(self, width: int) -> str:
        """What is wider than the window at this width; nothing when all fits."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})
        told: str = ""
        for _frame in range(_PATIENCE):  # charts follow the window a few frames later
            told = self.page.evaluate(_OVERFLOW)
            if not told:
                break
            self.page.wait_for_timeout(_FRAME)
        return told

    def texts(self) -> list[str]:
        """All that a person may read here, menus that are still closed included."""
        told: list[str] = self.page.evaluate(_TEXTS)
        return told

    def log_in(self, name: str, password: str = PASSWORD) -> None:
        self.at("/app/login/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]:not([name=language])")

    def links(self, pattern: str) -> list[str]:
        """The paths on this page that match, each once."""
        every: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(each => each.pathname)")
        return [path for path in dict.fromkeys(every) if re.search(pattern, path)]

    def ask(self, path: str, **query: Any) -> Any:
        """What the API answers to this person's session."""
        return self.context.request.get(f"{self.address}/api/v1/{path}", params=query).json()

    def _console_note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._faults.append(f"console: {said.text}")

    def _response_note(self, answer: Any) -> None:
        if answer.status >= 400:
            self._faults.append(f"{answer.status}: {answer.url}")


def desk_open(
    browser: Browser,
    address: str,
    *,
    theme: str = "light",
    width: int = WIDE,
    state: Any = None,
    locale: str = "pt-BR",
) -> Desk:
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale=locale,
        timezone_id="America/Sao_Paulo",
        storage_state=state,
    )
    context.set_default_timeout(15_000)
    context.add_init_script(_WATCH)
    context.add_init_script(f"""localStorage.setItem("adminTheme", '"{theme}"')""")
    return Desk(context, address)
