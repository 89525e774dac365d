"""The base of every view of the API."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from nessos.kernel import context


class RoomView(APIView):
    """Who asks is known to events and logs, and a query parameter that nobody reads is refused."""

    #: No OPTIONS: the OpenAPI document says what there is, and a simple 405 is the truth.
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    metadata_class = None
    #: By action (or by method, in lower case): the permissions needed; see ``ModelPermissions``.
    permissions: ClassVar[dict[str, tuple[str, ...]]] = {}
    #: By action (or by method, in lower case): the query parameters read.
    parameters: ClassVar[dict[str, tuple[str, ...]]] = {}

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if request.user.is_authenticated:
            context.actor_enter(request.user.pk)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        parameters_check(request, self.parameters_known())

    def parameters_known(self) -> set[str]:
        names = {getattr(self, "action", None), (self.request.method or "").lower()}
        return {parameter for name in names if name for parameter in self.parameters.get(name, ())}


def parameters_check(request: Request, known: set[str]) -> None:
    """Refuse what would be ignored: a filter misspelt, or given twice, would silently show the wrong rows."""
    faults: dict[str, str] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            choice = ", ".join(sorted(known)) or _("none")
            faults[name] = _("There is no such parameter here; there are: %(known)s.") % {"known": choice}
        elif len(values) > 1:
            faults[name] = _("Give this parameter once.")
        elif "\x00" in values[0]:
            faults[name] = _("This text holds a character that cannot be stored. Remove it.")
    if faults:
        raise ValidationError(faults)
