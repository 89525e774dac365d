"""The one place that knows OpenAI's SDK: one request, answered by the bytes that came back or by what went wrong.

It is loaded at the first call: most processes never ask a model, and it takes as long to load as the rest of the house.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
from django.utils.translation import gettext as _

from nessos.ai.answers import Usage
from nessos.ai.providers.blaming import Blame, refusal_blame
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.transport import TooLargeError, Wire, limits_of

if TYPE_CHECKING:
    from openai import APIConnectionError, OpenAI

#: At DEBUG they write down what is asked.
_TALKATIVE = ("openai", "httpx2", "httpcore2", "httpx", "httpcore")


@dataclass(frozen=True, kw_only=True)
class Request:
    base_url: str
    #: Empty: the server wants none.
    key: str = field(repr=False)
    #: As OpenAI's resources are called: "chat" or "embeddings".
    resource: str
    body: Mapping[str, Any] = field(repr=False)
    seconds: float


def request_send(request: Request, wire: Wire) -> bytes | Blame:
    """Never raises what the SDK or the wire raise: their errors carry the request, key and all."""
    import openai

    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    with _client_make(request, wire) as client:
        resource: Any = client.chat.completions if request.resource == "chat" else client.embeddings
        try:
            answer: bytes = resource.with_raw_response.create(**request.body).content
        except openai.APIConnectionError as error:
            return _broken_blame(error)
        except openai.APIStatusError as error:
            return refusal_blame(error.status_code, error.body, error.response.headers)
        except openai.OpenAIError:
            return Blame(kind=FaultKind.SERVER, detail=_("its answer is not of OpenAI's protocol"))
        return answer


def _client_make(request: Request, wire: Wire) -> "OpenAI":
    from openai import OpenAI

    limits = limits_of(request.seconds)
    client = OpenAI(
        # Servers without keys ignore it; without one the SDK would look for OPENAI_API_KEY by itself.
        api_key=request.key or "none",
        base_url=request.base_url,
        max_retries=0,
        timeout=limits,
        default_headers={"Accept-Encoding": "identity"},
        http_client=httpx2.Client(transport=wire, timeout=limits, trust_env=False, follow_redirects=False),
    )
    # What the environment says of an account at OpenAI is no other server's business.
    client.organization = client.project = None
    return client


def _broken_blame(error: "APIConnectionError") -> Blame:
    cause = error.__cause__
    if isinstance(cause, TooLargeError):
        return Blame(kind=FaultKind.SERVER, detail=_("its answer is larger than any answer of a model"))
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout):
        return Blame(kind=FaultKind.UNREACHABLE, detail=_("no connection to it was possible"), usage=Usage())
    if isinstance(cause, httpx2.TimeoutException):
        return Blame(kind=FaultKind.TIMEOUT)
    return Blame(kind=FaultKind.UNREACHABLE, detail=_("the connection broke"))
