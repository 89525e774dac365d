"""Prompts at the desk: one row per agent, and behind each its own pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.naming import agent_label
from nessos.ai.prompts.models import Prompt, PromptVersion, Publication
from nessos.ai.prompts.pages.editing import DraftPage, PublishPage
from nessos.ai.prompts.pages.previewing import PreviewPage
from nessos.ai.prompts.pages.reading import DifferencePage, OverviewPage, VersionPage
from nessos.ai.prompts.pages.trying import TryOutCell, TryOutPage
from nessos.ai.prompts.scores import score_of
from nessos.web.admin import ReadOnlyAdmin

_PAGES: dict[str, tuple[str, Any]] = {
    "draft": ("<uuid:pk>/draft/", DraftPage),
    "difference": ("<uuid:pk>/difference/", DifferencePage),
    "preview": ("<uuid:pk>/preview/", PreviewPage),
    "tryout": ("<uuid:pk>/try-out/", TryOutPage),
    "tryout_cell": ("<uuid:pk>/try-out/answer/", TryOutCell),
    "version": ("<uuid:pk>/versions/<int:number>/", VersionPage),
    "publish": ("<uuid:pk>/versions/<int:number>/publish/", PublishPage),
}


@admin.register(Prompt)
class PromptAdmin(ReadOnlyAdmin):
    icon = "edit_note"
    navigation_order = 41
    list_display: ClassVar = ["label", "in_force", "since", "by", "score", "news"]
    list_display_links: ClassVar = ["label"]
    search_fields: ClassVar = ["agent"]
    ordering: ClassVar = ["agent"]
    empty_text = gettext_lazy("No prompt yet. `manage.py reference` loads those that the house ships.")

    def get_urls(self) -> list[Any]:
        mine = [
            path(route, self.admin_site.admin_view(page.as_view()), name=f"ai_prompt_{name}")
            for name, (route, page) in _PAGES.items()
        ]
        return [*mine, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        prompt = self.get_object(request, object_id)
        if prompt is None:
            answer: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return answer
        page: HttpResponseBase = OverviewPage.as_view()(request, pk=prompt.pk)
        assert isinstance(page, HttpResponse)
        return page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        newest = Publication.objects.filter(prompt=OuterRef("pk")).order_by("-at")
        shipped = PromptVersion.objects.filter(prompt=OuterRef("prompt"), is_shipped=True).order_by("-number")
        drafts = PromptVersion.objects.filter(prompt=OuterRef("pk"), publications__isnull=True)
        rows: QuerySet[Any] = super().get_queryset(request)
        shown: QuerySet[Any] = rows.annotate(
            number_in_force=Subquery(newest.values("version__number")[:1]),
            published_at=Subquery(newest.values("at")[:1]),
            published_by=Subquery(newest.values("by__username")[:1]),
            newest_number=Max("versions__number"),
            drafts=Count("versions", filter=Q(versions__publications__isnull=True), distinct=True),
            has_newer=Exists(drafts.filter(number=Subquery(shipped.values("number")[:1]))),
        )
        return shown.prefetch_related(Prefetch("versions", PromptVersion.objects.defer("text")))

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def label(self, prompt: Prompt) -> SafeString:
        """With the name that workflows and the ledger call it by."""
        return format_html(
            '{}<br><small class="ness-quiet">{}</small>', agent_label(prompt.agent), prompt.agent
        )

    @admin.display(description=gettext_lazy("in force"), ordering="number_in_force")
    def in_force(self, prompt: Any) -> str:
        if prompt.number_in_force is None:
            return _("none")
        return _("version %(number)d of %(newest)d") % {
            "number": prompt.number_in_force,
            "newest": prompt.newest_number,
        }

    @admin.display(description=gettext_lazy("since"), ordering="published_at")
    def since(self, prompt: Any) -> str:
        moment = prompt.published_at
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""

    @admin.display(description=gettext_lazy("by"), ordering="published_by")
    def by(self, prompt: Any) -> str:
        return prompt.published_by or (_("the house") if prompt.published_at else "")

    @admin.display(description=gettext_lazy("score"))
    def score(self, prompt: Any) -> str:
        versions = prompt.versions.all()
        version = next((each for each in versions if each.number == prompt.number_in_force), None)
        return (score_of(version) or "") if version else ""

    @admin.display(description=gettext_lazy("news"))
    def news(self, prompt: Any) -> str:
        told = [_("a newer shipped text exists")] if prompt.has_newer else []
        if prompt.drafts:
            told.append(_("unpublished: %(count)d") % {"count": prompt.drafts})
        return ", ".join(told)
