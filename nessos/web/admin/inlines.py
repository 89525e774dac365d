"""Children on their parent's page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline

from nessos.web.access import visible
from nessos.web.admin.fields import Fields
from nessos.web.admin.forms import KeepingForm


class RoomInline(Fields):
    """Children on their parent's page: own rows, and only what the model permissions allow."""

    extra = 0
    per_page = 25
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(request.user, super().get_queryset(request))  # type: ignore[misc]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        declared = getattr(self, "form", KeepingForm)
        kept = (
            type(declared.__name__, (KeepingForm, declared), {}) if declared is not KeepingForm else declared
        )
        return super().get_formset(request, obj, **{"form": kept, **kwargs})  # type: ignore[misc]


class RoomTabularInline(RoomInline, TabularInline):
    pass


class RoomStackedInline(RoomInline, StackedInline):
    pass
