"""Two versions side by side on the same inputs, asked of the real models. The inputs are kept nowhere."""

import time
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.prompts.errors import NoConsultError, TooManyInputsError
from nessos.ai.prompts.pages.asking import Asked, asked_by_record, asked_by_text, picks_make, subject_text
from nessos.ai.prompts.pages.examples import input_example
from nessos.ai.prompts.pages.frame import ASK, VIEW, PromptPage
from nessos.ai.prompts.scores import score_of
from nessos.ai.prompts.subjects import subject_of
from nessos.ai.routing.selectors import candidates_read, plan_in_force
from nessos.ai.running import OFFLINE, agent_run
from nessos.kernel.errors import NessosError
from nessos.web.admin import json_write

MOST = 5


class TryOutPage(PromptPage):
    """Each answer is asked for by a request of its own, one after the other in each column."""

    permission = (VIEW, ASK)
    template_name = "ai/prompts/tryout.html"
    subtitle = gettext_lazy(
        "Real models are asked, and the ledger notes what that costs. The inputs are not kept."
    )

    def get_title(self) -> Any:
        return _("%(label)s: try out two versions") % {"label": self.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.POST or self.request.GET
        newest = self.versions[0].number if self.versions else None
        left = self.version_of(given.get("left"), fallback=self.number_in_force or newest)
        right = self.version_of(given.get("right"), fallback=newest)
        shown: dict[str, Any] = {"left": left, "right": right, "most": MOST}
        shown |= {"left_score": score_of(left), "right_score": score_of(right)}
        shown |= {"term": given.get("q", "")[:100], "pasted": given.get("input", "")}
        shown |= {"may_ask": self.may_read_subject(), "has_model": self._has_model(), "setup": _setup_links()}
        if self.agent is not None and shown["may_ask"]:
            subject = subject_of(self.agent)
            shown["subject"] = subject and subject.model._meta.verbose_name_plural
            chosen = given.getlist("record")[:MOST]
            shown["picks"] = picks_make(self.request, self.agent, shown["term"], chosen)
            shown["example"] = input_example(self.agent)
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        more: dict[str, Any] = {}
        if not self.may_read_subject():
            raise PermissionDenied
        if request.POST.get("do") != "find":
            try:
                more = {"asked": self._asked_read(), "cell_link": self.link("tryout_cell")}
            except NessosError as error:
                more = {"fault": str(error)}
        return self.render_to_response(self.get_context_data(**more))

    def _asked_read(self) -> list[Asked]:
        agent = self.agent
        assert agent is not None
        chosen = self.request.POST.getlist("record")
        pasted = list(asked_by_text(self.request, agent, self.request.POST.get("input", "")))
        if not 1 <= len(chosen) + len(pasted) <= MOST:
            raise TooManyInputsError(count=len(chosen) + len(pasted), most=MOST)
        return [*(asked_by_record(self.request, agent, pk) for pk in chosen), *pasted]

    def _has_model(self) -> bool:
        plan = plan_in_force(self.prompt.agent)
        return plan is not None and bool(candidates_read(plan))


class TryOutCell(PromptPage):
    """One answer of one version: a piece of the page."""

    permission = (VIEW, ASK)
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        version = self.version_of(request.POST.get("version"))
        begun = time.perf_counter()
        shown: dict[str, Any] = {}
        try:
            if self.agent is None or self.agent.consult is None:
                raise NoConsultError(agent=self.prompt.agent)
            asked = self._asked_read()
            answer = agent_run(
                self.agent.name, asked.given, subject=subject_text(self.agent, asked), prompt=version
            )
            shown = {"answer": answer, "output": json_write(answer.output)}
            shown["is_offline"] = answer.model == OFFLINE
        except PermissionDenied as error:
            shown = {"fault": str(error) or _("You may not do this.")}
        except NessosError as error:
            shown = {"fault": str(error)}
        shown["took"] = f"{number_format(time.perf_counter() - begun, 1)} s"
        return render(request, "ai/prompts/cell.html", shown)

    def _asked_read(self) -> Asked:
        agent, given = self.agent, self.request.POST
        assert agent is not None
        if given.get("record"):
            return asked_by_record(self.request, agent, given["record"])
        asked = list(asked_by_text(self.request, agent, given.get("input", "")))
        if len(asked) != 1:
            raise TooManyInputsError(count=len(asked), most=1)
        return asked[0]


def _setup_links() -> dict[str, str]:
    """Where a provider, a model and a plan are set up; what is not there has none."""
    links = {}
    for name in ("provider", "servedmodel", "routeplan"):
        with suppress(NoReverseMatch):
            links[name] = reverse(f"admin:ai_{name}_changelist")
    return links
