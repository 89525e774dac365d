"""The home page's cards: rooms register what may need somebody, each person sees what his permissions reach."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from django.db import transaction
from django.http import HttpRequest

from nessos.kernel.registry import Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Card:
    title: Any
    link: str = ""
    icon: str = ""
    template: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class Figure(Card):
    """One number with its trend."""

    value: Any
    note: Any = ""
    #: "+12 %", and whether that is good news; none: neither good nor bad.
    trend: Any = ""
    trend_good: bool | None = None
    template: ClassVar[str] = "parts/card_figure.html"


@dataclass(frozen=True, kw_only=True)
class Thing:
    text: Any
    link: str = ""
    note: Any = ""
    at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class Things(Card):
    """Things to do; a card without any is left out."""

    things: Sequence[Thing]
    #: How many there are in all, when more than are listed.
    total: int | None = None
    template: ClassVar[str] = "parts/card_things.html"


@dataclass(frozen=True)
class Series:
    name: Any
    values: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Chart(Card):
    kind: Literal["line", "bar"]
    labels: Sequence[Any]
    series: Sequence[Series]
    template: ClassVar[str] = "parts/card_chart.html"


@dataclass(frozen=True, kw_only=True)
class Broken(Card):
    """Stands where a card failed."""

    template: ClassVar[str] = "parts/card_broken.html"


Read = Callable[[HttpRequest], Card | None]


@dataclass(frozen=True, kw_only=True)
class Source:
    name: str
    title: Any
    permission: str
    read: Read
    order: int


@dataclass(kw_only=True)
class Home:
    things: list[Card] = field(default_factory=list)
    figures: list[Card] = field(default_factory=list)
    charts: list[Card] = field(default_factory=list)
    broken: list[Card] = field(default_factory=list)
    #: Nothing is open to this person at all, which is another thing than nothing to do.
    is_stranger: bool = False

    @property
    def is_quiet(self) -> bool:
        return not self.things


_sources: Registry[Source] = Registry("card of the home page")


def home_card_register(name: str, *, permission: str, read: Read, order: int = 100, title: Any = "") -> None:
    """``read`` makes a few bounded queries at most, and answers none when there is nothing to say.

    An empty ``permission`` admits everyone who is signed in: what is read is then his own.

    ``title`` names the card in the sentence that stands in its place should it fail.
    """
    _sources.register(name, Source(name=name, title=title, permission=permission, read=read, order=order))


def home_read(request: HttpRequest) -> Home:
    allowed = [
        source for source in _sources if not source.permission or request.user.has_perm(source.permission)
    ]
    home = Home(is_stranger=not request.user.is_superuser and not request.user.get_all_permissions())
    for source in sorted(allowed, key=lambda each: (each.order, each.name)):
        _put(home, _card_read(source, request))
    return home


def _card_read(source: Source, request: HttpRequest) -> Card | None:
    """In a savepoint of its own, so that a card that fails in the database leaves the others whole."""
    try:
        with transaction.atomic():
            return source.read(request)
    except Exception:
        log.exception("a card of the home page failed", extra={"card": source.name})
        return Broken(title=source.title or source.name)


def _put(home: Home, card: Card | None) -> None:
    match card:
        case Things(things=things) if things:
            home.things.append(card)
        case Figure():
            home.figures.append(card)
        case Chart():
            home.charts.append(card)
        case Broken():
            home.broken.append(card)
