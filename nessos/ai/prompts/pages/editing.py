"""Writing a new version, and putting one in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.prompts.checking import errors_of, prompt_check, warnings_of
from nessos.ai.prompts.differing import texts_compare
from nessos.ai.prompts.errors import PromptInvalidError
from nessos.ai.prompts.pages.frame import DRAFT, PUBLISH, VIEW, PromptPage
from nessos.ai.prompts.scores import score_of
from nessos.ai.prompts.services import version_publish, version_save
from nessos.ai.prompts.templates import Fault, text_normalise
from nessos.kernel.errors import NessosError

#: Longer than any prompt that a model would follow.
LONGEST = 100_000


class DraftForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Text"), max_length=LONGEST, strip=False)
    note = forms.CharField(label=gettext_lazy("What changed"), max_length=200, required=False)

    def clean_text(self) -> str:
        """As it will be kept, so that the numbers of lines are those that the person sees again."""
        return text_normalise(self.cleaned_data["text"].replace("\x00", ""))


class DraftPage(PromptPage):
    """Saving makes a new version; nothing is overwritten. ``do=check`` only says what is wrong."""

    permission = (VIEW, DRAFT)
    template_name = "ai/prompts/draft.html"
    subtitle = gettext_lazy("Saved as a new version. It is in force only once it is published.")

    def get_title(self) -> Any:
        return _("%(label)s: new draft") % {"label": self.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        based_on = None
        if self.versions:
            fallback = self.number_in_force or self.versions[0].number
            based_on = self.version_of(self.request.GET.get("based_on"), fallback=fallback)
        form = kwargs.pop("form", None) or DraftForm(initial={"text": based_on.text if based_on else ""})
        told: list[Fault] = kwargs.pop("faults", [])
        shown = {
            "form": form,
            "based_on": based_on,
            "faults": [{"fault": fault, "line": _line_of(form, fault)} for fault in told],
            "inserts": [
                {"name": name, "place": f"{{{{ {name} }}}}", "part": _part_write(name)}
                for name in self.variables
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = DraftForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        given = form.cleaned_data
        faults = prompt_check(given["text"], self.variables)
        form = DraftForm(initial=given)
        if request.POST.get("do") == "check":
            if not errors_of(faults):
                messages.success(request, _("Nothing stands in the way of saving this."))
            return self.render_to_response(self.get_context_data(form=form, faults=faults))
        try:
            version = version_save(
                agent=self.prompt.agent, text=given["text"], note=given["note"], by=self.user
            )
        except PromptInvalidError:
            messages.error(request, _("It was not saved: correct what is marked first."))
            return self.render_to_response(self.get_context_data(form=form, faults=faults))
        except NessosError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Version %(number)d is saved as a draft.") % {"number": version.number})
        for warning in warnings_of(faults):
            messages.warning(request, str(warning))
        return HttpResponseRedirect(self.link("version", version.number))


class PublishPage(PromptPage):
    """Shows what would change; the button below it does it."""

    permission = (VIEW, PUBLISH)
    template_name = "ai/prompts/publish.html"

    def get_title(self) -> Any:
        return _("%(label)s: publish version %(number)s") % {
            "label": self.label,
            "number": self.kwargs["number"],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version_of(self.kwargs["number"])
        present = self.publication.version if self.publication else None
        shown = {
            "version": version,
            "present": present,
            "is_older": present is not None and version.number < present.number,
            "difference": texts_compare(present.text if present else "", version.text),
            "score": score_of(version),
            "present_score": score_of(present) if present else None,
            "faults": prompt_check(version.text, self.variables),
            "version_link": self.link("version", version.number),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        version = self.version_of(self.kwargs["number"])
        seen = request.POST.get("instead_of", "")
        try:
            version_publish(version=version, by=self.user, instead_of=int(seen) if seen.isdecimal() else -1)
        except NessosError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)
        messages.success(
            request, _("Version %(number)d is in force now, everywhere.") % {"number": version.number}
        )
        return HttpResponseRedirect(self.link("change"))


def _part_write(name: str) -> str:
    return f"{{{{# {name} }}}}\n{{{{ {name} }}}}\n{{{{/ {name} }}}}\n"


def _line_of(form: forms.Form, fault: Fault) -> str:
    lines = str(form["text"].value() or "").splitlines()
    return lines[fault.line - 1] if fault.line and fault.line <= len(lines) else ""
