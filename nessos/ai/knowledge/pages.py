"""The page of the index: what answers, what is being built, what is due, and who makes the vectors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from nessos.ai.knowledge.embedders import choice_read, models_offered
from nessos.ai.knowledge.models import EmbedderChoice
from nessos.ai.knowledge.selectors import duty_show, sources_show, spaces_show
from nessos.ai.knowledge.services import embedder_choose, rebuild_ask
from nessos.kernel.errors import NessosError
from nessos.web.admin import RoomPage

_WRITES = "ai.change_embedderchoice"


class IndexPage(RoomPage, TemplateView):
    title = gettext_lazy("Index of the knowledge")
    permission = "ai.view_embeddingspace"
    template_name = "knowledge/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "spaces": spaces_show(),
            "sources": sources_show(),
            "duty": duty_show(),
            "choice": choice_read(),
            "offered": models_offered(),
            "may_write": self.request.user.has_perm(_WRITES),
        }
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(_WRITES):
            raise PermissionDenied
        try:
            messages.success(request, _press(request))
        except NessosError as error:
            messages.error(request, str(error))
        return redirect("knowledge_index")


def _press(request: HttpRequest) -> str:
    if request.POST.get("do") == "rebuild":
        rebuild_ask()
        return _("Everything is indexed anew. Meanwhile the present index goes on answering.")
    choice = embedder_choose(model=_model_chosen(request.POST.get("model", "")))
    told = {"embedder": _embedder_tell(choice)}
    return _("The embedder is now: %(embedder)s. The index is built beside the one that answers.") % told


def _embedder_tell(choice: EmbedderChoice) -> str:
    return str(choice.served_model or _("the house's own (offline)"))


def _model_chosen(key: str) -> UUID | None:
    """What is no id is nobody's."""
    try:
        return UUID(key) if key else None
    except ValueError:
        return UUID(int=0)
