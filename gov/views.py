"""What I have to accept: read it, accept it. For everybody who may accept anything."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from gov.models import PolicyAcceptance, PolicyVersion
from gov.selectors import versions_pending
from gov.services import version_accept
from nessos.kernel.errors import NessosError
from nessos.web.access import visible
from nessos.web.admin import RoomPage

#: Texts on one page, and acceptances below them: the rest follows when these are done.
SHOWN = 20


class PendingPage(RoomPage, TemplateView):
    title = gettext_lazy("What you have to accept")
    permission = "gov.add_policyacceptance"
    template_name = "gov/pending.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accepted = PolicyAcceptance.objects.filter(user=self.request.user.pk).select_related(
            "version__policy"
        )
        return super().get_context_data(
            pending=versions_pending(user=self.request.user)[:SHOWN], accepted=accepted[:SHOWN], **kwargs
        )


class VersionAccept(RoomPage, View):
    http_method_names = ["post"]
    permission = "gov.add_policyacceptance"

    def post(self, request: HttpRequest, version: UUID) -> HttpResponse:
        row = get_object_or_404(
            visible(request.user, PolicyVersion.objects.select_related("policy")), pk=version
        )
        try:
            version_accept(version=row, user=request.user, ip=request.META.get("REMOTE_ADDR") or None)
        except NessosError as error:
            messages.error(request, str(error))
        else:
            names = {"policy": row.policy_title, "number": row.number}
            messages.success(request, _("You accepted version %(number)d of “%(policy)s”.") % names)
        return HttpResponseRedirect(reverse("gov_pending"))
