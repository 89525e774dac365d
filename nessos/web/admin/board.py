"""A board: the rows of a table as cards, in one column per choice of a field, moved by hand or by keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.utils import display_for_field

from nessos.web.admin.links import admin_link
from nessos.web.admin.refusals import REFUSALS, refusals_read
from nessos.web.admin.searching import rows_search

if TYPE_CHECKING:
    from nessos.web.admin.base import RoomAdmin as _Desk
else:
    _Desk = object  # stands in front of RoomAdmin, and must not bring a second one along

#: Cards of one column; the rest is in the list, one press away.
CARDS = 50


class SeeOther(HttpResponseRedirect):
    status_code = 303


@dataclass(frozen=True)
class BoardCard:
    pk: str
    title: str
    notes: list[str]
    link: str
    value: str
    may_move: bool


@dataclass(frozen=True)
class BoardColumn:
    value: str
    label: str
    cards: list[BoardCard]
    more: int
    more_link: str
    colour: str


class BoardMixin(_Desk):
    """In front of ``RoomAdmin``. The page is the list's address with ``board/`` behind it."""

    board_field = "status"
    board_title_fields: tuple[str, ...] | list[str] = ()
    board_note_fields: tuple[str, ...] | list[str] = ()
    board_search_fields: tuple[str, ...] | list[str] = ()
    board_colours: ClassVar[dict[str, str]] = {}
    board_title: Any = gettext_lazy("Board")

    def get_urls(self) -> list[Any]:
        wrap: Callable[[Any], Any] = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}_board"
        mine = [
            path("board/", wrap(self.board_view), name=name),
            path("board/move/", wrap(self.board_move_view), name=f"{name}_move"),
        ]
        return [*mine, *super().get_urls()]

    def board_move(self, request: HttpRequest, obj: Any, value: str) -> None:
        """Where a room calls its service; the record's own ``save`` announces the change."""
        setattr(obj, self.board_field, value)
        obj.save()

    def board_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": self.board_title,
            "opts": self.opts,
            "is_fullwidth": "1",
            **self._board_context(request),
        }
        template = "parts/board.html" if request.headers.get("HX-Target") == "board" else "admin/board.html"
        return TemplateResponse(request, template, context)

    def board_move_view(self, request: HttpRequest) -> HttpResponse:
        """One card to another column. Answers the board anew, with the way back."""
        if request.method != "POST":
            return HttpResponseBadRequest(_("A card is moved by POST."))
        value, was = request.POST.get("value", ""), request.POST.get("was", "")
        context: dict[str, Any] = {}
        try:
            with transaction.atomic():
                context = self._move(request, request.POST.get("pk", ""), value, was)
        except REFUSALS as error:
            context = {"refused": [refusal.sentence for refusal in refusals_read(error)]}
        return self._answer(request, context)

    def _move(self, request: HttpRequest, pk: str, value: str, was: str) -> dict[str, Any]:
        row = self.get_object(request, pk)
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        labels = self._labels()
        before = str(getattr(row, self.board_field))
        if value not in labels:
            return {"refused": [_("There is no column “%(value)s”.") % {"value": value}]}
        if was and was != before:
            names = {"row": row, "column": labels.get(before, before)}
            return {"refused": [_("“%(row)s” is in “%(column)s” meanwhile: somebody moved it.") % names]}
        if value == before:
            return {}
        self.board_move(request, row, value)
        names = {"row": row, "column": labels[value]}
        self.log_change(request, row, [{"changed": {"fields": [str(self._field().verbose_name)]}}])
        return {
            "moved": _("“%(row)s” is in “%(column)s” now.") % names,
            "undo": {"pk": pk, "value": before, "was": value},
        }

    def _answer(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            for sentence in context.get("refused", []):
                messages.error(request, sentence)
            if "moved" in context:
                messages.success(request, context["moved"])
            return SeeOther(self._board_url())
        whole = {"request": request, **self._board_context(request), **context}
        return TemplateResponse(request, "parts/board.html", whole)

    def _board_context(self, request: HttpRequest) -> dict[str, Any]:
        term = request.GET.get("q", "") or request.POST.get("q", "")
        return {
            "board": [self._column(request, value, label, term) for value, label in self._labels().items()],
            "board_term": term,
            "board_url": self._board_url(),
            "board_move_url": reverse(f"{self.admin_site.name}:{self._url_name()}_move"),
            "board_list_url": self._list_url(),
            "board_add_url": self._add_url(request),
            "board_name": self.opts.verbose_name_plural,
        }

    def _column(self, request: HttpRequest, value: str, label: str, term: str) -> BoardColumn:
        rows = self._rows(request, term).filter(**{self.board_field: value})
        shown = list(rows[: CARDS + 1])
        more = len(shown) > CARDS
        link = f"{self._list_url()}?{self.board_field}__exact={value}"
        cards = [self._card(request, row, value) for row in shown[:CARDS]]
        return BoardColumn(value, label, cards, int(more), link, self.board_colours.get(value, "default"))

    def _rows(self, request: HttpRequest, term: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.get_queryset(request)
        relations = [
            name for name in (*self.board_title_fields, *self.board_note_fields) if self._is_key(name)
        ]
        if relations:
            rows = rows.select_related(*relations)
        columns = self.board_search_fields or self.get_search_fields(request)
        return rows_search(rows, columns, term)

    def _card(self, request: HttpRequest, row: Any, value: str) -> BoardCard:
        title = " · ".join(filter(None, (self._shown(row, name) for name in self.board_title_fields))) or str(
            row
        )
        notes = [
            self._noted(name, text) for name in self.board_note_fields if (text := self._shown(row, name))
        ]
        may_move = self.has_change_permission(request, row)
        return BoardCard(str(row.pk), title, notes, admin_link(row), value, may_move)

    def _noted(self, name: str, text: str) -> str:
        """A bare number tells nothing: it stands behind its column's title."""
        if not text.isdigit():
            return text
        field = next((field for field in self.opts.concrete_fields if field.name == name), None)
        return f"{capfirst(str(field.verbose_name))} {text}" if field else text

    def _shown(self, row: Any, name: str) -> str:
        attribute = getattr(row, name, None)
        if attribute is None or attribute == "":
            return ""
        names = {field.name for field in self.opts.concrete_fields}
        if name not in names:
            return str(attribute() if callable(attribute) else attribute)
        field = self.opts.get_field(name)
        if isinstance(attribute, datetime):
            return date_format(localtime(attribute), "SHORT_DATE_FORMAT")
        return str(attribute) if field.is_relation else str(display_for_field(attribute, field, ""))

    def _labels(self) -> dict[str, str]:
        return {str(value): str(label) for value, label in self._field().flatchoices}

    def _field(self) -> Any:
        return self.opts.get_field(self.board_field)

    def _url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_board"

    def _board_url(self) -> str:
        return reverse(f"{self.admin_site.name}:{self._url_name()}")

    def _list_url(self) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _add_url(self, request: HttpRequest) -> str:
        if not self.has_add_permission(request):
            return ""
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_add")
