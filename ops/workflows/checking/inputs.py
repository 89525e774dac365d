"""What an action or an agent is given, against what it declares."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.offers.capability import Capability
from ops.workflows.checking.references import holds_template
from ops.workflows.checking.view import View
from ops.workflows.definition.shape import faults_read
from ops.workflows.faults import Fault
from ops.workflows.wording import choices_tell, name_shorten


def params_check(view: View, capability: Capability, params: Mapping[str, Any]) -> Iterator[Fault]:
    """Are there such, and do those that are known now fit?"""
    fields = capability.input.model_fields
    for name in params:
        if name not in fields:
            sentence = _("There is no parameter “%(name)s”. %(choices)s")
            message = sentence % {"name": name_shorten(name), "choices": choices_tell(fields)}
            yield view.fault(message, "params", name)
    known = {name: value for name, value in params.items() if name in fields and not holds_template(value)}
    try:
        capability.input.model_validate(known)
    except ValidationError as error:
        for fault in faults_read(error, ("steps", view.index, "params")):
            if fault.location[3:4] and fault.location[3] in known:
                yield fault


def needs_check(view: View, capability: Capability, given: set[str]) -> Iterator[Fault]:
    """Is there something for each field that cannot be left out?"""
    if view.context_is_open:
        return
    keys = set(view.context_keys())
    for name in capability.needed:
        sources = {source.partition(".")[0] for source in capability.sources_of(name)}
        if name not in given and not keys & sources:
            sentence = _("“%(name)s” is missing, and no step before gives it. Add it to params.")
            yield view.fault(sentence % {"name": name}, "params")
