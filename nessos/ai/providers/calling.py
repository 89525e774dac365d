"""One request to a provider: its key, its address and its time limit, and what comes back."""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nessos.ai.answers import Usage
from nessos.ai.providers.addresses import base_url_validate, key_variable_validate
from nessos.ai.providers.blaming import Blame
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.sdk import Request, request_send
from nessos.ai.providers.telling import seconds_tell
from nessos.ai.providers.transport import Wire
from nessos.ai.providers.waiting import Halt, work_watch
from nessos.kernel.deadlines import time_left

#: Nothing was used up.
_NOTHING = Usage()
_KEY = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, kw_only=True)
class Line:
    """Everything that the requests of one question have in common."""

    model: ServedModel
    key: str
    #: Of ``time.monotonic()``.
    until: float
    limit: float
    cancelled: Callable[[], bool]

    def request(self, resource: str, body: Mapping[str, Any]) -> bytes | Blame:
        left = self.until - time.monotonic()
        if self.cancelled():
            return Blame(kind=FaultKind.CANCELLED, usage=Usage())
        if left <= 0:
            return Blame(kind=FaultKind.TIMEOUT, detail=seconds_tell(self.limit), usage=Usage())
        request = Request(
            base_url=self.model.provider.base_url, key=self.key, resource=resource, body=body, seconds=left
        )
        wire = Wire(seconds=left)
        heard = work_watch(
            partial(request_send, request, wire), until=self.until, cancelled=self.cancelled, halt=wire.cut
        )
        if heard is Halt.CANCELLED:
            return Blame(kind=FaultKind.CANCELLED)
        if isinstance(heard, Halt) or (isinstance(heard, Blame) and heard.kind == FaultKind.TIMEOUT):
            return Blame(kind=FaultKind.TIMEOUT, detail=seconds_tell(self.limit))
        return heard

    def fault(self, blame: Blame, spent: Usage) -> ModelFault:
        """``spent``: by requests before this one."""
        usage = None if blame.usage is None else usage_add(spent, blame.usage)
        return fault_make(
            self.model, blame.kind, detail=blame.detail, retry_after=blame.retry_after, usage=usage
        )


def line_open(model: ServedModel, *, seconds: float, cancelled: Callable[[], bool]) -> Line:
    """Raises ModelFault if the provider cannot be asked as it is set up here."""
    provider = model.provider
    try:
        base_url_validate(provider.base_url)
    except ValidationError as error:
        detail = " ".join(error.messages).rstrip(".")
        raise fault_make(model, FaultKind.REFUSED, detail=detail, asked=False) from None
    limit = time_left(min(seconds, provider.timeout_seconds))
    return Line(
        model=model,
        key=_key_read(model),
        until=time.monotonic() + limit,
        limit=limit,
        cancelled=cancelled,
    )


def fault_make(
    model: ServedModel, kind: FaultKind, *, usage: Usage | None = _NOTHING, **more: Any
) -> ModelFault:
    return ModelFault(kind=kind, provider=model.provider.name, model=model.name, usage=usage, **more)


def usage_add(one: Usage, other: Usage) -> Usage:
    return Usage(
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
    )


def _key_read(model: ServedModel) -> str:
    """At each call, from the environment; never another variable than one that is made for a key."""
    name = model.provider.key_variable
    if not name:
        return ""
    try:
        key_variable_validate(name)
    except ValidationError as error:
        detail = " ".join(error.messages).rstrip(".")
        raise fault_make(model, FaultKind.INVALID_KEY, detail=detail, asked=False) from None
    key = os.environ.get(name, "").strip()
    if not key:
        detail = _("the environment variable %(name)s is not set") % {"name": name}
        raise fault_make(model, FaultKind.INVALID_KEY, detail=detail, asked=False)
    if not _KEY.fullmatch(key):
        detail = _("the environment variable %(name)s holds characters that no key has") % {"name": name}
        raise fault_make(model, FaultKind.INVALID_KEY, detail=detail, asked=False)
    return key
