"""Evaluations at the desk: the history, and what was not right in each."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.accounts.models import User
from nessos.ai.evals.models import EvalAlarm, EvalRun
from nessos.ai.evals.selectors import model_of, prompt_of
from nessos.ai.evals.services import eval_ask
from nessos.ai.evals.views import RUN, VIEW
from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.naming import agent_label, model_tell, share_tell
from nessos.web.admin import ReadOnlyAdmin, navigation_add, room_button

navigation_add(
    "ai", gettext_lazy("Scores of the agents"), "ai_evals", icon="grading", permission=VIEW, order=48
)

_COLOURS = {"asked": "info", "running": "primary", "done": "success", "failed": "danger"}


@admin.register(EvalRun)
class EvalRunAdmin(ReadOnlyAdmin):
    in_navigation = False
    list_display: ClassVar = [
        "agent_shown", "half", "model_shown", "prompt_version", "status_label", "score_shown", "seconds_shown",
        "cost_shown", "asked_at",
    ]  # fmt: skip
    list_filter: ClassVar = ["agent", "half", "model", "status"]
    fields: ClassVar = [
        "agent_shown", "half", "model_shown", "prompt_version", "status_label", "progress", "score_shown",
        "figures_shown", "baselines_shown", "failed_shown", "error", "seconds_shown", "cost_shown",
        "asked_by", "asked_at", "ended_at", "set_hash", "code_version",
    ]  # fmt: skip
    readonly_fields: ClassVar = fields
    actions_detail: ClassVar = ["run_again"]
    empty_text = gettext_lazy("Nothing was scored yet. Press “Run now” on the page of scores.")
    status_label = ReadOnlyAdmin.label_of("status", gettext_lazy("status"), _COLOURS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "ai_evalrun_changelist"
        return rows.defer("results", "baselines") if is_list else rows

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def agent_shown(self, run: EvalRun) -> str:
        return agent_label(run.agent)

    @admin.display(description=gettext_lazy("model"), ordering="model")
    def model_shown(self, run: EvalRun) -> str:
        return model_tell(run.model)

    @admin.display(description=gettext_lazy("score"), ordering="score")
    def score_shown(self, run: EvalRun) -> str:
        return "–" if run.score is None else f"{share_tell(run.score, 1)} ({_(run.score_name)})"

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: EvalRun) -> str:
        return _("%(done)d of %(cases)d questions") % {"done": run.done, "cases": run.cases}

    @admin.display(description=gettext_lazy("time each"))
    def seconds_shown(self, run: EvalRun) -> str:
        if run.seconds is None or run.seconds_slow is None:
            return "–"
        told = [number_format(each, 3, use_l10n=True) for each in (run.seconds, run.seconds_slow)]
        return _("%(middle)s s, 95 of 100 within %(slow)s s") % {"middle": told[0], "slow": told[1]}

    @admin.display(description=gettext_lazy("cost"), ordering="cost")
    def cost_shown(self, run: EvalRun) -> str:
        return brl_exact(run.cost) if run.cost else "–"

    @admin.display(description=gettext_lazy("figures"))
    def figures_shown(self, run: EvalRun) -> SafeString | str:
        return _shares_show(run.figures)

    @admin.display(description=gettext_lazy("the simplest means"))
    def baselines_shown(self, run: EvalRun) -> SafeString | str:
        rows = [(_(name), _shares_show(figures)) for name, figures in run.baselines.items()]
        return format_html_join("", "<div><strong>{}</strong>{}</div>", rows) or "–"

    @admin.display(description=gettext_lazy("what was not right"))
    def failed_shown(self, run: EvalRun) -> SafeString | str:
        """Of the half held back only which figure fell short: whoever read more would hold nothing back."""
        failed = [(key, each) for key, each in run.results.items() if each["faults"]]
        if not failed:
            return _("Nothing.") if run.status == EvalRun.Status.DONE else "–"
        is_held = run.half == EvalRun.Half.HELD_BACK
        rows = [(key, "; ".join(_short_of(each) if is_held else each["faults"])) for key, each in failed]
        items = format_html_join("", "<li><code>{}</code> {}</li>", rows)
        return format_html('<ul class="ness-faults">{}</ul>', items)

    @room_button(
        gettext_lazy("Run again"),
        question=gettext_lazy("A worker asks the same questions again, of the same model and prompt."),
        icon="replay",
        permission=RUN,
    )
    def run_again(self, request: HttpRequest, run: EvalRun) -> str:
        assert isinstance(request.user, User)
        eval_ask(
            agent=run.agent, half=run.half, model=model_of(run), prompt=prompt_of(run), user=request.user
        )
        return _("A worker scores it now.")


@admin.register(EvalAlarm)
class EvalAlarmAdmin(ReadOnlyAdmin):
    icon = "notification_important"
    navigation_order = 52
    list_display: ClassVar = ["sentence", "kind", "raised_at", "told_at", "over_at"]
    list_filter: ClassVar = ["agent", "kind"]
    fields: ClassVar = ["sentence", "agent", "kind", "model", "raised_at", "told_at", "over_at"]
    readonly_fields: ClassVar = fields
    empty_text = gettext_lazy("No alarm. Where a judge stops, or a score falls, it stands here.")


def _shares_show(figures: dict[str, float]) -> SafeString | str:
    rows = [(_(name), share_tell(share, 1)) for name, share in figures.items()]
    return (
        format_html('<dl class="ness-facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
        if rows
        else "–"
    )


def _short_of(each: dict[str, Any]) -> list[str]:
    return [f"{_(name)} {right}/{of}" for name, (right, of) in each["marks"].items() if right < of] or ["–"]
