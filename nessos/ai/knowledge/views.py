"""The page where the house's texts are asked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from nessos.ai.knowledge.answering.services import question_answer
from nessos.ai.knowledge.answering.shapes import QuestionAnswered
from nessos.ai.knowledge.showing import cited_show, source_label, sources_of
from nessos.kernel.errors import NessosError
from nessos.kernel.text import text_scrub
from nessos.web.admin import RoomPage

_LONGEST = 2_000


class AskPage(RoomPage, TemplateView):
    """By POST, so that a question stands in no address and no log; nobody keeps it."""

    title = gettext_lazy("Ask the house")
    subtitle = gettext_lazy("Answers from the texts that you may read, each with its source.")
    permission = ""
    template_name = "knowledge/ask.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not sources_of(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = [{"name": each.name, "label": source_label(each)} for each in sources_of(self.request.user)]
        return super().get_context_data(offered=offered, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        question = text_scrub(request.POST.get("question", "")).strip()[:_LONGEST]
        readable = {source.name for source in sources_of(request.user)}
        chosen = [name for name in request.POST.getlist("source") if name in readable]
        shown = {"question": question, "chosen": chosen, **self._answer(request, question, chosen)}
        if request.headers.get("HX-Request"):
            return render(request, "knowledge/answer.html", shown)
        return self.render_to_response(self.get_context_data(**shown))

    def _answer(self, request: HttpRequest, question: str, chosen: list[str]) -> dict[str, Any]:
        if not question:
            return {"fault": _("Write a question.")}
        try:
            answer = question_answer(question=question, user=request.user, sources=chosen)
        except NessosError as error:
            return {"fault": str(error)}
        return _answer_show(answer, question, chosen, request)


def _answer_show(
    answer: QuestionAnswered, question: str, chosen: list[str], request: HttpRequest
) -> dict[str, Any]:
    """What the answer quotes comes first; what only comes near stands apart."""
    numbers = {number for sentence in answer.sentences for number in sentence.cites}
    pieces = cited_show(answer.citations, question, request.user)
    searched = [source for source in sources_of(request.user) if not chosen or source.name in chosen]
    return {
        "answered": True,
        "answer": answer,
        "quoted": [piece for piece in pieces if piece.number in numbers],
        "near": [piece for piece in pieces if piece.number not in numbers],
        "searched": [source_label(source) for source in searched],
    }
