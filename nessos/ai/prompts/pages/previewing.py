"""What a model would be sent: with a record by address, with a pasted input by POST, since that may speak of people."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.prompts.pages.asking import Asked, asked_by_record, asked_by_text, messages_make, picks_make
from nessos.ai.prompts.pages.examples import input_example
from nessos.ai.prompts.pages.frame import PromptPage
from nessos.ai.prompts.rendering import tokens_estimate
from nessos.ai.prompts.subjects import subject_of
from nessos.kernel.errors import NessosError


class PreviewPage(PromptPage):
    template_name = "ai/prompts/preview.html"
    subtitle = gettext_lazy("Nothing is sent, and nothing is kept.")

    def get_title(self) -> Any:
        return _("%(label)s: preview") % {"label": self.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.versions[0].number if self.versions else None
        number = self.request.POST.get("version") or self.request.GET.get("version")
        version = self.version_of(number, fallback=self.number_in_force or newest)
        chosen = self.request.GET.get("record", "")
        term = self.request.GET.get("q", "")[:100]
        pasted = self.request.POST.get("input", "")
        shown: dict[str, Any] = {"version": version, "term": term, "pasted": pasted, "chosen": chosen}
        shown["may_ask"] = self.may_read_subject()
        if self.agent is not None and shown["may_ask"]:
            subject = subject_of(self.agent)
            shown["subject"] = subject and subject.model._meta.verbose_name_plural
            shown["picks"] = picks_make(self.request, self.agent, term, [chosen] if chosen else [])
            shown["example"] = input_example(self.agent)
            shown |= self._messages_read(version, chosen, pasted)
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_read_subject():
            raise PermissionDenied
        return self.get(request, **kwargs)

    def _messages_read(self, version: Any, chosen: str, pasted: str) -> dict[str, Any]:
        try:
            asked = self._asked_read(chosen, pasted)
            if asked is None:
                return {}
            messages = messages_make(self.prompt.agent, version, asked)
        except NessosError as error:
            return {"fault": str(error)}
        return {"asked": asked, "messages_sent": messages, "tokens": tokens_estimate(messages)}

    def _asked_read(self, chosen: str, pasted: str) -> Asked | None:
        """None: nothing was given yet."""
        assert self.agent is not None
        if pasted.strip():
            return next(asked_by_text(self.request, self.agent, pasted), None)
        return asked_by_record(self.request, self.agent, chosen) if chosen else None
