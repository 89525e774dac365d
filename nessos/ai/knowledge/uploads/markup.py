"""The text of an HTML page: what a reader sees, headings marked; scripts, styles and comments are not text."""

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "object", "iframe", "select"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "table",
        "tr",
        "blockquote",
        "pre",
        "header",
        "footer",
        "main",
    }
)
_LINES = frozenset({"br", "li", "dt", "dd"})
_spaces = re.compile(r"\s+")
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}


def html_read(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Keeps no tree, so that a page of a million nested tags is but long."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        #: The silent tag that is open: what is inside is passed over until it ends.
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            # Many pages leave the head open; the body ends it.
            self._silent = "" if self._silent == "head" and tag == "body" else self._silent
        elif tag in _SILENT:
            self._silent = tag
        elif tag in _HEADINGS:
            self._parts.append(f"\n\n{_HEADINGS[tag]} ")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
        elif tag in _LINES:
            self._parts.append("\n")
        elif tag in {"td", "th"}:
            self._parts.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(_spaces.sub(" ", data))

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._parts).splitlines())
        return "\n".join(line.removeprefix("| ") for line in lines).strip()
