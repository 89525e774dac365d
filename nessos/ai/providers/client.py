"""Asking a model: one request, at most one repair, and an answer of the contract asked for, or a typed fault."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.ai.answers import Usage
from nessos.ai.providers.asking import Message, ModelAnswer, Question
from nessos.ai.providers.blaming import Blame, inner_blame
from nessos.ai.providers.calling import Line, fault_make, line_open, usage_add
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.minding import breaker_minded
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.outputs import Misfit, output_read
from nessos.ai.providers.pricing import tokens_estimate
from nessos.ai.providers.protocol import Reply
from nessos.ai.providers.wording import body_write, repair_write
from nessos.kernel.contracts import Contract

_MODEL_NAME = re.compile(r"[\w.:/@+-]{1,120}")


def model_ask(model: ServedModel, question: Question) -> ModelAnswer:
    """Ask outside of any transaction, with no row locked. Raises ModelFault.

    It looks at the provider's breaker before, and notes in it how the call went: whoever calls does neither.
    """
    line = line_open(model, seconds=question.timeout.total_seconds(), cancelled=question.cancelled)
    with breaker_minded(line):
        return _converse(line, question)


@dataclass(frozen=True, kw_only=True)
class _Heard:
    reply: Reply
    usage: Usage
    estimated: bool


def _converse(line: Line, question: Question) -> ModelAnswer:
    first = _hear(line, question, question.messages, spent=Usage())
    output = output_read(question, first.reply)
    if not isinstance(output, Misfit):
        return _answer_make(line, output, first, repaired=False)
    again = (*question.messages, *repair_write(first.reply.text, output.shown))
    second = _hear(line, question, again, spent=first.usage)
    both = _Heard(
        reply=second.reply,
        usage=usage_add(first.usage, second.usage),
        estimated=first.estimated or second.estimated,
    )
    output = output_read(question, second.reply)
    if isinstance(output, Misfit):
        raise fault_make(line.model, FaultKind.OUTPUT_INVALID, detail=output.told, usage=both.usage)
    return _answer_make(line, output, both, repaired=True)


def _hear(line: Line, question: Question, messages: tuple[Message, ...], *, spent: Usage) -> _Heard:
    """Raises ModelFault: for what is no reply at all, and for a refusal to answer."""
    heard = line.request("chat", body_write(line.model, question, messages))
    reply = _reply_read(heard) if isinstance(heard, bytes) else heard
    if isinstance(reply, Blame):
        raise line.fault(reply, spent)
    used = reply.used
    found = _Heard(reply=reply, usage=used or _usage_guess(messages, reply), estimated=used is None)
    if reply.is_refused:
        raise line.fault(Blame(kind=FaultKind.CONTENT_FILTER, usage=found.usage), spent)
    if reply.first is None:
        blame = Blame(kind=FaultKind.SERVER, detail=_("there is nothing in its answer"), usage=found.usage)
        raise line.fault(blame, spent)
    return found


def _reply_read(heard: bytes) -> Reply | Blame:
    try:
        reply = Reply.model_validate_json(heard)
    except ValidationError:
        return Blame(kind=FaultKind.SERVER, detail=_("its answer is not of OpenAI's protocol"))
    return inner_blame(reply.error) if reply.error and reply.first is None else reply


def _usage_guess(messages: tuple[Message, ...], reply: Reply) -> Usage:
    return Usage(
        input_tokens=sum(tokens_estimate(message.text) for message in messages),
        output_tokens=tokens_estimate(reply.text),
    )


def _answer_make(line: Line, value: Contract, heard: _Heard, *, repaired: bool) -> ModelAnswer:
    told = heard.reply.model
    return ModelAnswer(
        value=value,
        usage=heard.usage,
        model=told if told and _MODEL_NAME.fullmatch(told) else line.model.name,
        repaired=repaired,
        estimated=heard.estimated,
    )
