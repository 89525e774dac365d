"""The page of scores: what stands now, how it came there, and a button to score again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from nessos.accounts.models import User
from nessos.ai.evals.forms import RunForm, agent_choices
from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.selectors import model_find, prompt_find, runs_done, runs_newest, runs_open
from nessos.ai.evals.services import eval_ask
from nessos.ai.evals.watching import troubles_find
from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.naming import agent_label, model_tell, share_tell
from nessos.kernel.errors import NessosError
from nessos.web.admin import RoomPage, admin_link
from nessos.web.admin.home import Series

VIEW, RUN = "ai.view_evalrun", "ai.add_evalrun"
#: So many points a chart bears, and so many lines of models.
_POINTS, _LINES = 30, 4


class EvalsPage(RoomPage, TemplateView):
    title = gettext_lazy("Scores of the agents")
    subtitle = gettext_lazy("How well each does on questions whose right answers are known.")
    permission = VIEW
    template_name = "ai/evals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = [name for name, _label in agent_choices()]
        shown = {
            "troubles": troubles_find(),
            "charts": [chart for name in names if (chart := _chart_make(name))],
            "rows": [_row_make(run) for run in runs_newest(names)],
            "running": progress_read(),
            "may_run": self.request.user.has_perm(RUN),
            "form": RunForm(initial=_asked(self.request)),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(RUN):
            raise PermissionDenied
        form = RunForm(request.POST)
        if not form.is_valid():
            for told in form.errors.values():
                messages.error(request, " ".join(map(str, told)))
            return redirect("ai_evals")
        try:
            run = _ask(form.cleaned_data, request.user)
        except NessosError as error:
            messages.error(request, str(error))
        else:
            sentence = _("A worker scores “%(agent)s” now: %(cases)d questions. You need not wait here.")
            messages.success(request, sentence % {"agent": agent_label(run.agent), "cases": run.cases})
        return redirect("ai_evals")


class EvalsProgress(RoomPage, TemplateView):
    """How far those that run have come: asked for by the page every few seconds while there are any."""

    permission = VIEW
    template_name = "ai/evals_progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(running=progress_read(), is_update=True, **kwargs)


def progress_read() -> list[dict[str, Any]]:
    return [
        {
            "run": run,
            "label": agent_label(run.agent),
            "share": round(100 * run.done / run.cases) if run.cases else 0,
            "who": _who(run),
        }
        for run in runs_open()
    ]


def _ask(data: dict[str, Any], user: Any) -> EvalRun:
    assert isinstance(user, User)
    model = model_find(data["model"])
    prompt = prompt_find(data["agent"], data["prompt_version"]) if model else None
    return eval_ask(agent=data["agent"], half=data["half"], model=model, prompt=prompt, user=user)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What another page's link asks for, such as that of a prompt's version."""
    names = ("agent", "half", "model", "prompt_version")
    asked = {name: request.GET[name] for name in names if request.GET.get(name)}
    if "prompt_version" in asked and "model" not in asked:
        choices = [value for value, _label in RunForm().fields["model"].choices if value]  # type: ignore[attr-defined]
        asked |= {"model": choices[0]} if choices else {}
    return {"half": EvalRun.Half.HELD_BACK, **asked}


def _chart_make(agent: str) -> dict[str, Any] | None:
    """The score over time, a line for each model; None where there is nothing to draw."""
    fields = ("model", "prompt_version", "score", "score_name", "ended_at")
    runs = list(reversed(runs_done(agent).only(*fields)[:_POINTS]))
    if not runs:
        return None
    makers = list(dict.fromkeys(_who(run) for run in runs))[-_LINES:]
    series = [
        Series(maker, [_percent(run) if _who(run) == maker else None for run in runs]) for maker in makers
    ]
    newest = runs[-1]
    return {
        "label": agent_label(agent),
        "score": share_tell(newest.score),
        "name": _(newest.score_name) if newest.score_name else "",
        "who": _who(newest),
        "labels": [formats.date_format(timezone.localtime(run.ended_at), "d/m H:i") for run in runs],
        "series": series,
    }


def _percent(run: EvalRun) -> float:
    return round(100 * (run.score or 0), 1)


def _row_make(run: EvalRun) -> dict[str, Any]:
    figures = [(_(name), share_tell(share)) for name, share in run.figures.items()]
    return {
        "run": run,
        "label": agent_label(run.agent),
        "who": _who(run),
        "score": share_tell(run.score),
        "figures": figures,
        "baselines": baselines_tell(run),
        "seconds": _seconds_tell(run.seconds),
        "cost": brl_exact(run.cost) if run.cost else "–",
        "link": admin_link(run),
    }


def baselines_tell(run: EvalRun) -> str:
    """Beside the figure that counts, what the simplest means reach."""
    found: Sequence[tuple[str, float]] = [
        (name, figures[run.score_name])
        for name, figures in run.baselines.items()
        if run.score_name in figures
    ]
    return ", ".join(f"{_(name)} {share_tell(share)}" for name, share in found)


def _who(run: EvalRun) -> str:
    maker = model_tell(run.model)
    return maker if run.prompt_version is None else f"{maker} v{run.prompt_version}"


def _seconds_tell(seconds: float | None) -> str:
    return "–" if seconds is None else f"{number_format(seconds, 3, use_l10n=True)} s"
