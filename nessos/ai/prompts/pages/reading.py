"""A prompt with its history, one version's text, and the difference between two."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.prompts.checking import prompt_check
from nessos.ai.prompts.differing import texts_compare
from nessos.ai.prompts.models import PromptVersion, Publication
from nessos.ai.prompts.pages.frame import PromptPage
from nessos.ai.prompts.scores import score_of
from nessos.ai.prompts.selectors import shipped_newer

_PUBLICATIONS = 20
#: Each score may cost a query.
_SCORES = 20


class OverviewPage(PromptPage):
    template_name = "ai/prompts/overview.html"
    subtitle = gettext_lazy("Which text is in force, which were before, and who wrote them.")

    def get_title(self) -> Any:
        return _("Prompt: %(label)s") % {"label": self.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        publications = list(
            self.prompt.publications.select_related("version", "by").order_by("-at")[:_PUBLICATIONS]
        )
        published = set(self.prompt.publications.values_list("version__number", flat=True))
        newer = shipped_newer(self.prompt)
        shown = {
            "rows": [
                self._row_make(version, published, has_score=place < _SCORES)
                for place, version in enumerate(self.versions)
            ],
            "publications": publications,
            "text": self.publication.version.text if self.publication else "",
            "score": score_of(self.publication.version) if self.publication else None,
            "newer": newer,
            "newer_link": newer and self.link("publish", newer.number),
            "links": {name: self.link(name) for name in ("draft", "difference", "preview", "tryout")},
            "is_orphan": self.agent is None or self.agent.consult is None,
        }
        return super().get_context_data(**shown, **kwargs)

    def _row_make(self, version: PromptVersion, published: set[int], *, has_score: bool) -> dict[str, Any]:
        present = self.number_in_force
        return {
            "version": version,
            "is_in_force": version.number == present,
            "was_published": version.number in published,
            "score": score_of(version) if has_score else None,
            "link": self.link("version", version.number),
            "difference_link": f"{self.link('difference')}?left={present}&right={version.number}"
            if present and version.number != present
            else "",
            "publish_link": self.link("publish", version.number) if version.number != present else "",
        }


class VersionPage(PromptPage):
    template_name = "ai/prompts/version.html"

    def get_title(self) -> Any:
        return _("%(label)s, version %(number)s") % {"label": self.label, "number": self.kwargs["number"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version_of(self.kwargs["number"])
        number = version.number
        present = self.number_in_force
        shown = {
            "version": version,
            "lines": version.text.splitlines(),
            "faults": prompt_check(version.text, self.variables),
            "score": score_of(version),
            "was_published": Publication.objects.filter(version=version).exists(),
            "draft_link": f"{self.link('draft')}?based_on={number}",
            "preview_link": f"{self.link('preview')}?version={number}",
            "tryout_link": f"{self.link('tryout')}?left={present or number}&right={number}",
            "difference_link": f"{self.link('difference')}?left={present}&right={number}" if present else "",
            "publish_link": self.link("publish", number),
        }
        return super().get_context_data(**shown, **kwargs)


class DifferencePage(PromptPage):
    template_name = "ai/prompts/difference.html"

    def get_title(self) -> Any:
        return _("%(label)s: what changed") % {"label": self.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.versions[0].number if self.versions else None
        left = self.version_of(self.request.GET.get("left"), fallback=self.number_in_force or newest)
        right = self.version_of(self.request.GET.get("right"), fallback=newest)
        shown = {
            "left": left,
            "right": right,
            "difference": texts_compare(left.text, right.text),
            "view": "lines" if self.request.GET.get("view") == "lines" else "sides",
            "left_score": score_of(left),
            "right_score": score_of(right),
        }
        return super().get_context_data(**shown, **kwargs)
