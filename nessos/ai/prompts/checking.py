"""What is wrong with a prompt, line by line, before anybody may publish it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nessos.ai.prompts.templates import Fault, template_parse, uses_find


def prompt_check(text: str, variables: Sequence[str]) -> list[Fault]:
    """Errors and warnings in the order of their lines; those of the whole text come first."""
    _template, faults = template_parse(text)
    uses = uses_find(text)
    listed = ", ".join(variables) or _("none")
    for use in uses:
        if use.name not in variables:
            sentence = _("There is no variable “%(name)s”. There are: %(listed)s.")
            faults.append(Fault(line=use.line, sentence=sentence % {"name": use.name, "listed": listed}))
    used = {use.name for use in uses}
    for name in variables:
        if name not in used:
            sentence = _("The variable “%(name)s” is never used: the model is not told it.") % {"name": name}
            faults.append(Fault(line=None, sentence=sentence, is_warning=True))
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.is_warning))


def errors_of(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if not fault.is_warning]


def warnings_of(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.is_warning]
