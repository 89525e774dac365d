"""What the pages of one prompt have in common."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import TemplateView

from nessos.accounts.models import User
from nessos.ai.prompts.models import Prompt, PromptVersion, Publication
from nessos.ai.prompts.selectors import publication_newest
from nessos.offers.agents import Agent, agents
from nessos.web.admin import RoomPage

VIEW, DRAFT, PUBLISH, ASK = (
    "ai.view_prompt", "ai.add_promptversion", "ai.publish_prompt", "ai.run_agent",
)  # fmt: skip
#: So many versions are listed, and offered to choose from.
LISTED = 100
_NUMBER = re.compile(r"[0-9]{1,6}")


class PromptPage(RoomPage, TemplateView):
    """Its address holds the prompt's id, and a version's number where it is about one."""

    permission: str | tuple[str, ...] = VIEW

    @cached_property
    def prompt(self) -> Prompt:
        return get_object_or_404(Prompt, pk=self.kwargs["pk"])

    @cached_property
    def agent(self) -> Agent | None:
        """None: this program does not have it any more."""
        return agents.get(self.prompt.agent)

    @cached_property
    def label(self) -> str:
        return capfirst(str(self.agent.label)) if self.agent else self.prompt.agent

    @cached_property
    def variables(self) -> tuple[str, ...]:
        return self.agent.consult.variables if self.agent and self.agent.consult else ()

    @cached_property
    def versions(self) -> list[PromptVersion]:
        """The newest first, without their texts; what is older than these is reached by its number."""
        rows = PromptVersion.objects.filter(prompt=self.prompt).select_related("author", "prompt")
        return list(rows.order_by("-number").defer("text")[:LISTED])

    @cached_property
    def publication(self) -> Publication | None:
        return publication_newest(self.prompt)

    @property
    def number_in_force(self) -> int:
        """0: none is."""
        return self.publication.version.number if self.publication else 0

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def version_of(self, number: Any, *, fallback: int | None = None) -> PromptVersion:
        """By its number, as an address says it. Raises Http404."""
        text = str(number or "") or str(fallback or "")
        if not _NUMBER.fullmatch(text):
            raise Http404
        rows = PromptVersion.objects.filter(prompt=self.prompt).select_related("author", "prompt")
        return get_object_or_404(rows, number=int(text))

    def link(self, name: str, *more: Any) -> str:
        return reverse(f"admin:ai_prompt_{name}", args=[self.prompt.pk, *more])

    def may(self, *permissions: str) -> bool:
        return self.user.has_perms(permissions)

    def may_read_subject(self) -> bool:
        """Whoever may not read what the agent is asked about looks at prompts without records."""
        return self.agent is not None and self.user.has_perm(self.agent.permission)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: Mapping[str, Any] = {
            "prompt": self.prompt,
            "label": self.label,
            "versions": self.versions,
            "publication": self.publication,
            "number_in_force": self.number_in_force,
            "prompt_link": self.link("change"),
            "may_draft": self.may(DRAFT),
            "may_publish": self.may(PUBLISH),
        }
        return super().get_context_data(**{**shown, **kwargs})
