"""Whatever saving or deleting is refused for comes back as a sentence on the page, never as a server error."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, EmptyResultSet, PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from nessos.web.admin.refusals import REFUSALS, refusals_read

#: Rows that one action or deletion takes at most: each is a write of its own, with its events.
ROWS_AT_ONCE = 1_000


class DeskChangeList(ChangeList):
    """A filter typed into the address that can be no query, such as the year 99999, is a wrong filter and no fault."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        try:
            rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
            with suppress(EmptyResultSet):
                rows.query.sql_with_params()
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        return rows


class Guarded:
    """For a ModelAdmin, in front of unfold's."""

    model: Any
    admin_site: Any

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Saved in one transaction; when that is refused, the form is shown once more with the reasons in it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        except REFUSALS as error:
            if request.method != "POST":
                raise
            request.desk_refusals = refusals_read(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
        except REFUSALS as error:
            if request.method != "POST":
                raise
            return self._tell(request, error, self._url("change", object_id))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Covers actions, deletion of many and cells that are edited in the list."""
        self._keys_check(request)
        if request.method == "POST" and self._takes_too_many(request):
            sentence = _("At most %(count)d rows at once. Narrow the list down first.") % {
                "count": ROWS_AT_ONCE
            }
            messages.error(request, sentence)
            return HttpResponseRedirect(request.get_full_path())
        try:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]
        except REFUSALS as error:
            if request.method != "POST" and isinstance(error, DataError):
                # The address asked for what PostgreSQL cannot compare with, such as half a regular expression.
                raise BadRequest("The list's filter is no value of its column.") from error
            if request.method != "POST":
                raise
            return self._tell(request, error, request.get_full_path())

    def _keys_check(self, request: HttpRequest) -> None:
        """Only the page's own boxes send keys; what is none was made up, and Django would fail on it."""
        for key in request.POST.getlist("_selected_action"):
            try:
                self.model._meta.pk.to_python(key)
            except ValidationError as error:
                raise BadRequest("A row was chosen by what is no key.") from error

    def _takes_too_many(self, request: HttpRequest) -> bool:
        if request.POST.get("select_across") != "1" or not request.POST.get("action"):
            return False
        rows = self.get_changelist_instance(request).get_queryset(request)  # type: ignore[attr-defined]
        return bool(rows.order_by()[: ROWS_AT_ONCE + 1].count() > ROWS_AT_ONCE)

    def _tell(self, request: HttpRequest, error: Exception, url: str) -> HttpResponse:
        if isinstance(error, PermissionDenied):
            raise error
        for refusal in refusals_read(error):
            messages.error(request, refusal.sentence)
        return HttpResponseRedirect(url)

    def _url(self, page: str, *args: Any) -> str:
        meta = self.model._meta
        return reverse(f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_{page}", args=args)
