"""Walks through the pages as one person, and says what is wrong with each."""

from collections.abc import Callable, Iterator

from tests.browser.addresses import lists, pages
from tests.browser.desk import PHONE, WIDE, Desk

#: What is in a text that should not be there.
Scan = Callable[[str], bool]


def every_page(desk: Desk) -> Iterator[str]:
    """Goes to each page in turn; of each table the list, the empty form, and a row with its history and its removal."""
    for path in pages():
        desk.at(path)
        yield path
    for path in lists():
        desk.at(path)
        yield path
        for inner in [*desk.links(rf"^{path}add/$")[:1], *desk.links(rf"^{path}[^/]+/change/$")[:1]]:
            desk.at(inner)
            yield inner


def page_faults(desk: Desk, scan: Scan | None = None) -> list[str]:
    """What is wrong with the page that is open: how it fits, what it asked for, in which language it speaks."""
    found = [f"{width}: {told}" for width in (WIDE, PHONE) if (told := desk.overflow(width))]
    if scan is not None:
        found += [f"language: {text}" for text in desk.texts() if scan(text)]
    desk.page.set_viewport_size({"width": WIDE, "height": 1000})
    return found + desk.faults()
